"""Well-known misspellings, each of one word only. A closed list: a rule would take "casual" for "causal". Pure."""

from __future__ import annotations

import re

_PAIRS = """
abscence absence  absense absence  acceptible acceptable  accessable accessible  accidently accidentally
accomodate accommodate  accomodation accommodation  accross across  acheive achieve  acheived achieved
acknowlege acknowledge  acquaintence acquaintance  acquited acquitted  actualy actually  addional additional
addres address  addresed addressed  adequatly adequately  adjurn adjourn  adress address  agression aggression
agressive aggressive  alchohol alcohol  alchol alcohol  allready already  ammend amend  ammended amended
analyze analyse  analyzed analysed  analyzing analysing  anonimity anonymity  anonymus anonymous  apparant apparent
appartment apartment  appearence appearance  aquaintance acquaintance  aquire acquire  aquitted acquitted
arguement argument  assesment assessment  assult assault  assulted assaulted  asumption assumption
asumptions assumptions  attatched attached  attemp attempt  authorty authority  availible available
avaliable available  aweful awful  becasue because  becuase because  begining beginning  behavior behaviour
behaviors behaviours  behaviuor behaviour  beleif belief  beleive believe  beleived believed  beleives believes
buisness business  catagory category  chargeing charging  cicumstances circumstances  circumstaces circumstances
circumstancial circumstantial  coersion coercion  coersive coercive  comission commission  comittee committee
commited committed  commitee committee  commiting committing  communcation communication  complainat complainant
complainent complainant  complainents complainants  complanant complainant  completly completely
concensus consensus  concious conscious  conciousness consciousness  consensuel consensual  consistant consistent
consistantly consistently  contraversial controversial  controled controlled  controling controlling
convicton conviction  corrolate correlate  counterfiet counterfeit  credability credibility  credibilty credibility
defendat defendant  defendent defendant  defendents defendants  definate definite  definately definitely
definatly definitely  dependance dependence  desparate desperate  develope develop  developement development
diffrent different  dilemna dilemma  disapear disappear  disapeared disappeared  disapoint disappoint
disclosue disclosure  disclousre disclosure  discolsure disclosure  discribe describe  discribed described
discusion discussion  domestice domestic  embarass embarrass  embarassed embarrassed  embarassment embarrassment
embarras embarrass  enviroment environment  equiptment equipment  evidance evidence  evidencial evidential
evidense evidence  evidentual evidential  exagerate exaggerate  exagerated exaggerated  exibit exhibit
existance existence  experiance experience  experienc experience  explaination explanation  explicitely explicitly
familar familiar  finaly finally  foriegn foreign  freind friend  freinds friends  garantee guarantee
generaly generally  goverment government  greivance grievance  guidence guidance  guidline guideline
guidlines guidelines  happend happened  harasment harassment  harrasment harassment  harrass harass
harrassed harassed  harrassment harassment  heirarchy hierarchy  identifed identified  imediately immediately
immediatly immediately  incidently incidentally  independant independent  independantly independently
infered inferred  informaton information  inital initial  initialy initially  inteligence intelligence
intensionally intentionally  interupt interrupt  interveiw interview  interveiws interviews
intimidaton intimidation  invesigation investigation  investigaton investigation  irrelevent irrelevant
knowledgable knowledgeable  knowlege knowledge  lable label  liason liaison  maintainance maintenance
maintenence maintenance  managment management  manouevre manoeuvre  medecine medicine  memmory memory
mesage message  mesages messages  messsage message  mispell misspell  mispelled misspelled  neccesary necessary
neccessary necessary  necesary necessary  necessarilly necessarily  negligable negligible  noticable noticeable
noticably noticeably  obsure obscure  obvioulsy obviously  occasionaly occasionally  occassion occasion
occassionally occasionally  occassions occasions  occurance occurrence  occured occurred  occurence occurrence
occurences occurrences  occuring occurring  offendor offender  omited omitted  ommission omission  ommit omit
ommited omitted  oportunity opportunity  oppurtunity opportunity  outragous outrageous  particpant participant
particuarly particularly  particulary particularly  pasword password  percieve perceive  percieved perceived
perpatrator perpetrator  perpertrator perpetrator  perpetraitor perpetrator  persistant persistent
personel personnel  persue pursue  persued pursued  plattform platform  posession possession  possesion possession
practicioner practitioner  practioner practitioner  preceeding preceding  predjudice prejudice  prefered preferred
pregancy pregnancy  presance presence  prescence presence  presumtion presumption  previosly previously
privelege privilege  privilage privilege  priviledge privilege  probaly probably  proccess process
procedings proceedings  proceedure procedure  profesional professional  proffesional professional
promiscous promiscuous  prosecuter prosecutor  prosecuters prosecutors  prosecuton prosecution
prosecutter prosecutor  psychatrist psychiatrist  psycology psychology  publically publicly  publicaly publicly
questionaire questionnaire  realy really  reccomend recommend  reccommend recommend  recieve receive
recieved received  recieves receives  recieving receiving  recomend recommend  recomended recommended
reconize recognise  refered referred  refering referring  relationshp relationship  relatioship relationship
relavant relevant  relevence relevance  relevent relevant  reluctent reluctant  repitition repetition
resistence resistance  resistent resistant  responsability responsibility  responsable responsible
responsibilty responsibility  reveiw review  sentance sentence  seperate separate  seperated separated
seperately separately  seperation separation  sergent sergeant  sexualy sexually  sieze seize  siezed seized
similiar similar  sincerly sincerely  solictor solicitor  speach speech  stalkng stalking  statemnt statement
statment statement  statments statements  stereotipe stereotype  stereotypicaly stereotypically  stragety strategy
strangulaton strangulation  strenght strength  subpena subpoena  succesful successful  succesfully successfully
successfull successful  sucess success  sufficent sufficient  suficient sufficient  supress suppress
suprise surprise  suprised surprised  surviver survivor  suspicous suspicious  suspision suspicion
technicaly technically  teh the  thier their  threatend threatened  tommorow tomorrow  tommorrow tomorrow
tradgedy tragedy  tramua trauma  transfered transferred  traumatc traumatic  truely truly  unconcious unconscious
unecessary unnecessary  unforseen unforeseen  unfortunatly unfortunately  unneccessary unnecessary  untill until
usefull useful  vehical vehicle  vicitm victim  vicitms victims  victum victim  visable visible
vulnerabilty vulnerability  vulnerible vulnerable  vunerability vulnerability  vunerable vulnerable  wich which
wierd weird  withold withhold  witholding withholding  witneses witnesses  wittness witness  writting writing
"""
_KNOWN = _PAIRS.split()
_RIGHT = dict(zip(_KNOWN[::2], _KNOWN[1::2], strict=True))
_WITH_Z = re.compile(r"(?<=\w{4})(?<!appr)iz(?=(?:e|es|ed|ing|ation|ations)$)")


def spelt(word: str) -> str:
    """The word, in lower case, as it should be spelt; where it is not known to be misspelt, as it is."""
    return _RIGHT.get(word) or _WITH_Z.sub("is", word)
