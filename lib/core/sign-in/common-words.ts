// The most common words in passwords, from the tops of published lists of leaked passwords. One
// string, to keep the file small.
const WORDS = `
password passwort passw0rd passwd pass parola motdepasse contrasena senha wachtwoord haslo salasana heslo lozinka
letmein welcome willkommen bienvenue bienvenido login logon signin admin administrator root toor user guest test tester
testing demo default changeme changeit change temp temporary secret geheim secure security access master superuser
super server system service support backup database oracle mysql postgres linux ubuntu windows microsoft google facebook
twitter instagram youtube amazon apple iphone android samsung netflix github gitlab docker kubernetes
qwerty qwertz azerty qwertyuiop asdfgh asdfghjkl zxcvbn zxcvbnm qazwsx wsxedc edcrfv qweasd asdzxc qweasdzxc zaqwsx
yxcvbnm poiuytrewq mnbvcxz lkjhgfdsa abcdef abcdefgh abcdefghijkl alphabet number numbers
iloveyou ilove loveyou love lover loveme lovely forever always sweet sweetheart honey baby babygirl babyboy darling
princess prince queen king angel angels heaven hello hallo hola bonjour ciao goodbye
dragon monkey tiger lion eagle falcon panther phoenix wolf bear shark dolphin horse puppy kitten kitty bunny chicken
butterfly spider snake turtle elephant
football fussball soccer baseball basketball hockey tennis golf cricket rugby arsenal chelsea liverpool barcelona
realmadrid juventus bayern dortmund manchester united lakers yankees cowboys steelers patriots
superman batman spiderman ironman starwars startrek pokemon pikachu naruto minecraft fortnite matrix trustno1 trustno
shadow sunshine sunflower flower rainbow summer winter spring autumn sommer herbst january february march april
may june july august september october november december januar februar juni juli oktober dezember
monday tuesday wednesday thursday friday saturday sunday montag dienstag mittwoch donnerstag freitag samstag sonntag
michael jennifer jessica ashley daniel thomas robert george charlie andrew joshua matthew anthony william jordan
hunter harley ranger buster tigger ginger pepper cookie chocolate cheese banana orange cherry coffee pizza peanut
michelle nicole amanda samantha elizabeth victoria alexander alexandra sebastian christian maria martin peter stefan
silver golden gold diamond crystal purple yellow green black white blue red pink
computer internet network laptop keyboard mouse monitor phone mobile email private office company work business money
dollar mercedes porsche ferrari corvette mustang yamaha honda toyota harleydavidson
hacker killer freedom liberty america canada mexico london paris berlin germany deutschland france england russia
china india brazil california texas florida newyork chicago boston
jesus christ god bless blessed family familie mother father mama papa sister brother friend friends
happy lucky magic power rock music guitar metal metallica nirvana slipknot eminem hiphop party
whatever nothing something anything everything please thankyou fuckyou fuck shit asshole bitch sexy hottie
correct horse battery staple correcthorsebatterystaple
heartbeat lubdub cron job monitoring alert beat
the my you is me i am a an and of in to for your this it new old big one two three four five six seven eight nine ten zero
`

/** Common words in passwords, the longest first. */
export const COMMON_WORDS: readonly string[] = [...new Set(WORDS.trim().split(/\s+/))].sort(
  (a, b) => b.length - a.length,
)

/**
 * Rows and columns of keyboards, the alphabet and the digits. Four neighbouring characters of one,
 * in either direction, are easy to guess.
 */
export const RUNS: readonly string[] = [
  'abcdefghijklmnopqrstuvwxyz',
  '01234567890',
  'qwertyuiop',
  'qwertzuiop',
  'azertyuiop',
  'asdfghjkl',
  'zxcvbnm',
  'yxcvbnm',
  '1qaz2wsx3edc4rfv5tgb6yhn7ujm',
  'qazwsxedcrfvtgbyhnujm',
  '1q2w3e4r5t6y7u8i9o0p',
  'q1w2e3r4t5y6u7i8o9p0',
  '!@#$%^&*()',
  '!"§$%&/()=',
]
