// Written by tools/hash-samples.mjs; do not edit.
/** Keys that stand in published documents (RFC 5849, 6455, 6749, 6750, 7009, 7515, 7519 and vendors' references): the first 64 bits of their SHA-256, hex. */
export const PUBLISHED_KEYS: ReadonlySet<string> = new Set([
  '00cf4c781dc37003', '04e3524cafd25043', '082bff0ad603c43d', '0b476bdf9acf2123', '15cef4b629cc2d07', '1984d686fff0737b', '2037abcaffb2b777', '24b6d840b1dffbed',
  '27a9a42931dff7eb', '293257ab6495ebb1', '2c31d647d5667058', '2ff8b0fb93aca981', '369fc275510a7e63', '37f8f09bdf12c2f2', '3a53d0a064baf78c', '3e6099e82cea8b70',
  '49f777db995e8260', '4bed31c8d1724290', '4c20e6f5cc11b937', '4c98242dcadc8b29', '4ffb39dc4039f506', '53f5da0aaa93d64c', '549c9390539efcfa', '5586407997f5e849',
  '5e61978707450731', '649e1f5c769e718b', '6aa14267d94944e6', '6afe0524f7d3865d', '6c96130f130ab0d6', '6ca6473b42d9c17e', '764acfc9bee70965', '78314b11be2e5815',
  '7f44193a6edea087', '7f75367e78812551', '80f8b7c904d4a43f', '84235dbe7773289b', '8731261cb72d8626', '8be5d113c0871ce1', '8d4ef6536dc8895f', '8d567eb88afff34f',
  '9d03b692e941d5ac', '9e309cccd311ea64', 'a19f89ab3555eac1', 'a35b81a7d7927b70', 'a71b359a87afde13', 'ad71fb4165536675', 'b258c27f4721358c', 'b7c51d51ea830295',
  'b8e148545b13c78b', 'bb9b1163338b2a51', 'c20fbc2b96183894', 'c4ad638fad0d7ca4', 'ca7459e2b26776de', 'cb87c87e4a138d9a', 'd3873980f248ddeb', 'd9a350d2f2ae0efd',
  'da816f9f2c16e6c5', 'dc0fcf046c61640c', 'e9974c507d2a8021', 'ea9bb1082cf95663', 'ea9bdfd02c0c412c', 'eb540d2b6ee2a0a4', 'f56e323494a6ffc2',
]);
