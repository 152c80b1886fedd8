"""Dangers to a home or a life in the languages that tenants here write when there is no time for English.

Enough to be told what to do at once; a person reads all the rest (`router/languages.py`). What is ours to say of each
language is a thing and what happens to it; grammar is left to the person. Harm by people is in `safeguarding/tongues`.
Written by hand, 2026-11-23; who speaks one of them may add a word to its row.
"""

# ruff: noqa: E501 -- lists of words are read more easily as one text

from classifiers.foreign import beside, said
from classifiers.rule import Rule, danger

_GAS = "gas,gaz,gazu,gazul,gaze,gazi,gazin,gaaska,duju,dujos,nwy,ga,газ,газа,газу,газом,газът,غاز,الغاز,گیس,گاز,गैस,গ্যাস,গ্যাসের,ਗੈਸ,煤气,煤氣,天然气,天然氣,瓦斯,燃气,燃氣"
_LEAKS = (
    "ulatnia,ulatniający,czuć,czuję,śmierdzi,wyciek,zapach,miroase,miros,scurgere,scapă,ur,uraya,urr,daadanaya,dhuumanaya,kokusu,kokuyor,kaçağı,kaçak,sızıyor,"
    "cheiro,cheira,vazamento,vazando,fuga,escape,olor,huele,odore,puzza,perdita,odeur,fuite,riecht,geruch,gasgeruch,stinkt,strömt aus,ausgetreten,kvapas,kvepia,nuotėkis,szag,szivárog,rrjedhje,bu,badbu,badboo,arogl,ogla,gollwng,mùi,rò rỉ,hôi,mirizma,"
    "запах,запахом,пахнет,пахне,утечка,витік,тече,мирише,رائحة,رايحة,ريحة,تسرب,يتسرب,تسريب,بو,بوی,نشت,بدبو,لیک,गंध,बदबू,बू,लीक,গন্ধ,লিক,ਬਦਬੂ,ਬੂ,ਲੀਕ,味,漏,泄,洩,臭,闻到,聞到"
)
_MONOXIDE = "monoxide,monoksid,monoksyd,monossido,czadu,kohlenmonoxid,угарный,угарного,чадного,чадний,一氧化碳"
_SOUNDS = "suna,sună,piszczy,wyje,dzwoni,sona,suena,sonando,suonando,suona,sonne,piept,caliyor,çalıyor,ötüyor,сработал,сработала,пищит,пищить,спрацював,报警,警报,警報,響,响"
_FIRE = (
    "yangın,fiamme,flammes,gaisras,zjarr,zjarri,feuer,es brennt,incendio,kigyulladt,sunog,пожар,пожежа,حريق,حريقة,دخان,النار,نار,يحترق,تحترق,احتراق,آتش,آگ,دھواں,आग,धुआं,আগুন,ধোঁয়া,ਅੱਗ,தீ பிடித்து,நெருப்பு,እሳት,화재,"
    "着火,著火,起火,失火,火灾,火災,火事,冒烟,冒煙,cháy nhà,đang cháy,bị cháy,hỏa hoạn"
)
_BURNS = "arde,pali się,płonie,brucia,a fuoco,preso fuoco,brennt,brûle,queimando,горит,горить,yanıyor,yandı,dega,po digjet,đégő,ég a,llosgi,cháy"
_HOME = "casa,apartamentul,apartament,bucătăria,blocul,dom,mieszkanie,kuchnia,kuchnię,kuchni,cucina,appartamento,haus,küche,wohnung,cuisine,maison,cozinha,квартира,дом,кухня,дім,будинок,ev,evim,daire,mutfak,bina,namas,butas,virtuvė,shtëpia,kuzhina,ház,lakás,konyha,tŷ,cegin,nhà,bếp"
_CEILING = "sufit,tavanul,tavan,tavanı,techo,teto,soffitto,plafond,decke,zimmerdecke,потолок,стеля,السقف,سقف,چھت,छत,ছাদ,ਛੱਤ,天花板,saqafka,tavani,lubos,mennyezet,nenfwd,trần nhà,chhat"
_COMES_DOWN = (
    "spadł,spada,spadnie,runął,zawalił,wali się,oberwał,căzut,prăbușit,cayó,caído,cayendo,derrumbó,derrumbado,desplomó,caiu,desabou,caindo,caduto,crollato,crollando,tombé,tombe,effondré,seffondre,écroulé,runtergekommen,heruntergefallen,runtergefallen,eingestürzt,"
    "çöktü,düştü,çöküyor,упал,рухнул,обвалился,обрушился,впала,обвалилась,سقط,انهار,وقع,گر گئی,گر گیا,गिर,ভেঙে,পড়েছে,ਡਿੱਗ,塌,掉,倒,dumay,soo dhacay,ra poshtë,nukrito,leszakadt,leesett,disgyn,cwympo,sập,gir gayi"
)
_SPARKS = (
    "iskry,iskrzy,poraził prąd,scântei,curentat,chispas,chispazos,electrocutado,scintille,presa la scossa,étincelles,électrocuté,funken,stromschlag,faíscas,choque elétrico,kıvılcım,elektrik çarptı,искры,искрит,ударило током,іскри,іскрить,вдарило струмом,"
    "شرارة,شرر,صعق كهربائي,صعقة,چنگاری,चिंगारी,স্ফুলিঙ্গ,火花,触电,觸電,漏电,漏電,kibirkštys,tia lửa,điện giật"
)
_FLOODS = (
    "zalewa,zalało,pękła rura,inundado,inundación,tubería rota,reventó,inundat,spart țeava,allagato,allagata,allagamento,tubo rotto,inondé,inondation,rohrbruch,wasserrohrbruch,überschwemmt,rohr geplatzt,inundada,alagado,cano rebentou,su bastı,boru patladı,"
    "прорвало,затопило,затапливает,заливает,заливає,انفجر الانبوب,غرق البيت,水管爆,爆水管,水管破裂,淹水,淹了,vỡ ống nước,ngập"
)
_NO_LIFE = (
    "nie oddycha,nieprzytomny,nieprzytomna,karetkę,karetka,pogotowie,ma zawał,ma udar,no respira,inconsciente,ambulancia,infarto,ataque al corazón,nu respiră,inconștient,ambulanța,ambulanță,infarct,non respira,svenuto,svenuta,ambulanza,ne respire pas,ne respire plus,inconscient,inconsciente,"
    "não respira,desmaiou,ambulância,atmet nicht,bewusstlos,krankenwagen,herzinfarkt,nefes almıyor,bayıldı,ambulans,kalp krizi,не дышит,без сознания,скорую,инфаркт,не дихає,непритомний,непритомна,швидку,لا يتنفس,لا تتنفس,فاقد الوعي,فقد الوعي,اسعاف,الاسعاف,نوبة قلبية,"
    "سانس نہیں,بے ہوش,ایمبولینس,نفس نمی کشد,نفس نمیکشه,آمبولانس,सांस नहीं,बेहोश,एम्बुलेंस,শ্বাস নিচ্ছে না,অজ্ঞান,অ্যাম্বুলেন্স,ਸਾਹ ਨਹੀਂ,ਬੇਹੋਸ਼,不呼吸,没有呼吸,没呼吸,沒有呼吸,昏迷,救护车,救護車,心脏病发,không thở,bất tỉnh,xe cấp cứu,"
    "ma neefsanayo,ambalaas,nuk merr frymë,nekvėpuoja,greitąją,nem lélegzik,eszméletlen,mentőt,behosh,saans nahi"
)

RULES: tuple[Rule, ...] = (
    beside("gas.smell", _GAS, _LEAKS, r"hour|bill|barbecue"),
    beside("gas.co_alarm", _MONOXIDE, _SOUNDS),
    said("fire.fire_or_smoke", _FIRE),
    beside("fire.fire_or_smoke", _HOME, _BURNS),
    danger(
        "fire.fire_or_smoke",
        "aag dab dabka fogo fumo feu",
        r"aag (?:[^. ]+ )?lag\w*|dab (?:ayaa|baa|ka|wuu)|dabka (?:[^. ]+ ){0,2}?(?:guriga|kacay|qabsaday)|guriga (?:[^. ]+ )?dab|"
        r"(?:ha|tem|muito|esta|pegou|ce) (?:[^. ]+ )?(?:fogo|fumo)|(?:fogo|fumo) (?:na|no|em|nella|in) (?:cozinha|casa|apartamento|predio|cucina)|(?:le|au) feu",
    ),
    beside("structural.ceiling_collapse", _COMES_DOWN, _CEILING),
    said("electrical.exposed_or_sparking", _SPARKS),
    said("leak.uncontainable", _FLOODS),
    said("medical.emergency", _NO_LIFE),
)
