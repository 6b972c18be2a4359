import { automatonOf, type Automaton, bytesOf, closure, stepAll, stepOn } from './automaton.ts';
import { bothCases } from './both-cases.ts';
import { byteBefore } from './byte-before.ts';
import { MAX_NEXT, SET_BYTES, type ByteSet, type Gate, type KeyWord, type LeftGate, type Until, type ValueRun } from './gate.ts';
import { keyWordOf } from './key-word.ts';
import { mandatoryByte } from './mandatory-byte.ts';
import type { Rule } from './rule.ts';
import { valueRunOf } from './value-run.ts';

/** A set with more members than this is not worth asking for. */
const WIDE = 248;

const OPEN: Gate = Object.freeze({ next: Object.freeze([]) });
const STRENGTH = ['word', 'token', 'base64'] as const;

/** What a pattern asks for behind an anchor. */
function behind(rule: Rule, anchor: string): Pick<Parts, 'next' | 'until'> {
  const automaton = automatonOf(rule.pattern, rule.ignoreCase);
  let states = closure(automaton, [automaton.start]);
  for (const byte of Buffer.from(anchor, 'latin1')) states = stepOn(automaton, states, bothCases(byte));
  return { until: mandatoryByte(automaton, states), next: nextOf(automaton, states) };
}

function nextOf(automaton: Automaton, from: ReadonlySet<number>): ByteSet[] {
  let states = from;
  const sets: ByteSet[] = [];
  while (sets.length < MAX_NEXT && !states.has(automaton.end)) {
    const step = stepAll(automaton, states);
    sets.push(step.bytes);
    states = step.states;
  }
  return sets;
}

function leftOf(rule: Rule): LeftGate | undefined {
  if (rule.checks.some(({ name }) => name === 'starts-word')) return { startsWord: true };
  const isAtStart = !rule.pattern.includes('(?<secret>') || rule.pattern.startsWith('(?<secret>');
  const { left } = rule.boundary;
  return isAtStart && left !== 'none' ? { boundary: left, startsWord: false } : undefined;
}

interface Parts {
  readonly next: readonly ByteSet[];
  readonly left: LeftGate | undefined;
  readonly run: ValueRun | undefined;
  readonly keyWord: KeyWord | undefined;
  readonly until: Until | undefined;
  readonly before: ByteSet | undefined;
}

/** The parts that there are. */
function gate({ next, left, run, keyWord, until, before }: Parts): Gate {
  return { next, ...(before === undefined ? {} : { before }), ...(left === undefined ? {} : { left }), ...(run === undefined ? {} : { run }), ...(keyWord === undefined ? {} : { keyWord }), ...(until === undefined ? {} : { until }) };
}

/** The gate of a rule whose matches may begin before the anchor. One that is found by code says itself what must follow. */
function gateAround(rule: Rule, anchor: string): Gate {
  const hint = rule.hints?.[anchor];
  const before = byteBefore(rule, anchor);
  if (hint === undefined) return before === undefined ? OPEN : { next: [], before };
  const next = hint.next === undefined ? [] : [bytesOf(hint.next, false)];
  return hint.until === undefined ? { next } : { next, until: { through: bytesOf(hint.until.through, false), target: bytesOf(hint.until.target, false) } };
}

/** What one rule asks for around one of its anchors. Rules whose matches may begin before the anchor ask for nothing. */
function gateOf(rule: Rule, anchor: string): Gate {
  if (!rule.anchored) return gateAround(rule, anchor);
  return gate({ ...behind(rule, anchor), before: undefined, left: leftOf(rule), run: valueRunOf(rule), keyWord: keyWordOf(rule, anchor) });
}

function joinSets(a: ByteSet, b: ByteSet): ByteSet {
  return a.map((bits, index) => bits | (b[index] ?? 0));
}

function joinLeft(a: LeftGate | undefined, b: LeftGate | undefined): LeftGate | undefined {
  if (a === undefined || b === undefined) return undefined;
  const startsWord = a.startsWord || b.startsWord;
  const boundary = STRENGTH.find((name) => name === a.boundary || name === b.boundary);
  return boundary === undefined ? { startsWord } : { boundary, startsWord };
}

function joinRuns(a: ValueRun | undefined, b: ValueRun | undefined): ValueRun | undefined {
  if (a === undefined || b === undefined) return undefined;
  return {
    bytes: joinSets(a.bytes, b.bytes),
    length: Math.min(a.length, b.length),
    within: Math.max(a.within, b.within),
    cap: Math.max(a.cap, b.cap),
    needsDigit: a.needsDigit && b.needsDigit,
  };
}

function joinKeyWords(a: KeyWord | undefined, b: KeyWord | undefined): KeyWord | undefined {
  if (a === undefined || b === undefined) return undefined;
  return { rest: joinSets(a.rest, b.rest), span: Math.max(a.span, b.span), first: joinSets(a.first, b.first), second: joinSets(a.second, b.second) };
}

function joinBefore(a: ByteSet | undefined, b: ByteSet | undefined): ByteSet | undefined {
  return a === undefined || b === undefined ? undefined : joinSets(a, b);
}

function joinUntils(a: Until | undefined, b: Until | undefined): Until | undefined {
  if (a === undefined || b === undefined) return undefined;
  return { through: joinSets(a.through, b.through), target: joinSets(a.target, b.target) };
}

function joinGates(a: Gate, b: Gate): Gate {
  const next = a.next.slice(0, b.next.length).map((set, index) => joinSets(set, b.next[index] ?? new Uint8Array(SET_BYTES)));
  return gate({ next, before: joinBefore(a.before, b.before), left: joinLeft(a.left, b.left), run: joinRuns(a.run, b.run), keyWord: joinKeyWords(a.keyWord, b.keyWord), until: joinUntils(a.until, b.until) });
}

function sizeOf(set: ByteSet): number {
  let size = 0;
  for (let bits of set) for (; bits !== 0; bits &= bits - 1) size += 1;
  return size;
}

/** Drops the wide sets at the end, and a scan that nearly every byte passes. */
function trimmed({ until, ...joined }: Gate): Gate {
  const last = joined.next.findLastIndex((set) => sizeOf(set) <= WIDE);
  const next = joined.next.slice(0, last + 1);
  return until === undefined || sizeOf(until.through) > WIDE ? { ...joined, next } : { ...joined, next, until };
}

/** The gate of an anchor: what every one of its rules asks for. */
export function gateOfAnchor(anchor: string, rules: readonly Rule[]): Gate {
  try {
    return trimmed(rules.map((rule) => gateOf(rule, anchor)).reduce(joinGates));
  } catch (error) {
    // A pattern without an automaton of sensible size has an open gate: its regex decides alone.
    if (error instanceof RangeError) return OPEN;
    throw error;
  }
}
