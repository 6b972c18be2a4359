import { lazily } from '#core/lazily.ts';

const TEXT = `
about access account action active add address admin after alias all allow also amount and any api app apply array assert asset async attr auth author auto avatar
back base basic batch before begin bind bit block body bool boot bottom box branch break browser buffer build bundle button byte cache call cancel card case catch category
cell center chain change channel char chart chat check child choice class clean clear click client clone close cloud cluster code color column comment commit common company
compare component config confirm connect const contact container content context control convert cookie copy core count country create credential current custom
dash data database date day debug decode default delay delete demo deny deploy description design detail dev device dialog dict direct disable display div docker document domain
done down draft drop dummy duration edit element else email empty enable encode end engine entry enum env equal error escape event every exact example except exec exist exit expand
expire export expression extend extra factory fail false feature fetch field file fill filter final find first fixed flag flat float flow focus folder font footer force form format
found frame from full function game general generate get global grant graph green grid group guest guide handle hash have header health height hello help hidden hide high history home
hook host hour html http icon ident image import index info init inner input insert inside install instance int internal into invalid invoke is item iterator job join json keep key keyboard kind
label lang language large last layer layout left length level library license light limit line link linux list listen load local location lock log login logo long loop low main make manager map margin
mark master match max media member memory menu merge message meta method middle min minute mobile mock mode model module month more mouse move multi name native need nested network never new next
node none normal not note notice null number object offset old only open option order org origin other out outer output owner pack package padding page panel param parent parse part partial party pass password
past patch path pattern pause payload payment pending people permission person phone picture place plain plan platform play plugin point policy pool port position post prefix present preview previous price primary
print private process product profile program project promise prompt property protocol provider proxy public publish pull push query queue quick quote random range rate raw read ready real reason receive recent
record red redirect reduce reference refresh region register reject relation release reload remote remove rename render repeat replace reply repo report request require reset resize resolve resource response rest
result resume retry return reverse review right role root rotate round route row rule run safe same sample save scale schedule schema scope screen script scroll search second secret section secure security select self
send sensitive separator server service session set setting setup shape share shell shift short should show side sign signal simple single site size skip slice slot small snapshot some sort source space span special
split stack stage standard start state static status step stop storage store stream string strip strong style sub submit success suffix suite sum super support switch symbol sync system tab table tag target task team
template temp term test text than that the theme then this thread time timeout title todo toggle token tool top total trace track transform tree trigger trim true try type unique unit unknown unlock until update upgrade
upload upper url usage use user util valid value variable vault vector verify version vertical view visible visit void wait warn watch web week weight when where while white width window with word work world wrap write
year yes your zero zone
`;

/** English and programming words of three letters and more, small letters. */
export const wordList: () => ReadonlySet<string> = lazily(() => new Set(TEXT.split(/\s+/).filter((word) => word.length > 2)));

/** True for a word of the list or its plural. */
export function isWord(text: string): boolean {
  const words = wordList();
  return words.has(text) || (text.endsWith('s') && words.has(text.slice(0, -1)));
}
