// Written by tools/hash-samples.mjs; do not edit.
/** Keys that stand in published documents (RFC 5849, 6749, 6750, 7515, 7519 and vendors' references): the first 64 bits of their SHA-256, hex. */
export const PUBLISHED_KEYS: ReadonlySet<string> = new Set([
  '00cf4c781dc37003', '04e3524cafd25043', '082bff0ad603c43d', '1984d686fff0737b', '293257ab6495ebb1', '3e6099e82cea8b70', '4bed31c8d1724290', '4c20e6f5cc11b937',
  '4ffb39dc4039f506', '53f5da0aaa93d64c', '5586407997f5e849', '649e1f5c769e718b', '6aa14267d94944e6', '6afe0524f7d3865d', '6c96130f130ab0d6', '764acfc9bee70965',
  '78314b11be2e5815', '7f75367e78812551', '80f8b7c904d4a43f', '84235dbe7773289b', '8d4ef6536dc8895f', 'a35b81a7d7927b70', 'b258c27f4721358c', 'b8e148545b13c78b',
  'bb9b1163338b2a51', 'c20fbc2b96183894', 'c4ad638fad0d7ca4', 'ca7459e2b26776de', 'cb87c87e4a138d9a', 'd9a350d2f2ae0efd', 'da816f9f2c16e6c5', 'e9974c507d2a8021',
]);
