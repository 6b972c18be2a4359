/** Classes of bytes and their values as digits. */

/** Byte classes: 1 base64, 2 ends an escaped stretch, 4 quote, 8 may join literals, 16 may begin an escape, 32 names a joint, 64 and 128 may stand behind the last literal of a list and before its first. */
let CLASS: usize = 0;
export function setClasses(classes: usize): void { CLASS = classes; }

// @ts-ignore: decorator
@inline export function lower(byte: u32): u32 { return byte - 65 < 26 ? byte | 32 : byte; }
// @ts-ignore: decorator
@inline export function classOf(at: usize): u32 { return <u32>load<u8>(CLASS + <usize>load<u8>(at)); }
// @ts-ignore: decorator
@inline export function isHex(c: u32): bool { return c - 48 < 10 || (c | 32) - 97 < 6; }
// @ts-ignore: decorator
@inline export function nibble(c: u32): u32 { return c - 48 < 10 ? c - 48 : (c | 32) - 87; }
