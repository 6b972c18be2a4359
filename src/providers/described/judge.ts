import type { HttpResponse } from '#http/http.ts';
import { jsonOf, judgeRefusal } from '../answer.ts';
import type { Verdict, VerdictState } from '../provider.ts';
import { answerFits, textAt } from './answer-fields.ts';
import type { AnswerRow } from './description.ts';

const WHY: Readonly<Record<VerdictState, string>> = {
  live: 'the provider takes the key',
  dead: 'the provider refuses the key',
  restricted: 'the provider knows the key but forbids this: it leaked all the same',
  unknown: 'the answer says nothing about the key',
  'not-verifiable': 'there is no harmless question to ask',
};

function rowFits(row: AnswerRow, response: HttpResponse): boolean {
  const statuses = typeof row.status === 'number' ? [row.status] : row.status;
  if (!statuses.includes(response.status)) return false;
  if (row.text !== undefined && !response.body.includes(row.text)) return false;
  if (row.list === true) return Array.isArray(jsonOf(response));
  if (row.has !== undefined) return answerFits(response, row.has);
  return row.text !== undefined || row.anyBody === true || jsonOf(response) !== undefined;
}

/** What an answer means by a table of answers, and by the common rules where the table says nothing. */
export function judge(response: HttpResponse, rows: readonly AnswerRow[]): Verdict {
  const row = rows.find((candidate) => rowFits(candidate, response));
  if (row === undefined) return judgeRefusal(response);
  const account = row.account === undefined ? undefined : textAt(jsonOf(response), row.account);
  return {
    state: row.state,
    why: `${row.why ?? WHY[row.state]} (${response.status})`,
    ...(account === undefined ? {} : { account }),
    ...(row.refused === true ? { refused: true } : {}),
    ...(row.advice === undefined ? {} : { advice: row.advice }),
  };
}
