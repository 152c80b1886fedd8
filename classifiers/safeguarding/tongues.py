"""Harm to a person in the languages that tenants here write: by a partner or the family, to oneself, by others.

Somebody who is hit at home writes in their own language, short and in a hurry. A person with the right to read it gets
it at once (`router/safety.py`). Each row is one language: who does it, and what is done; in either order. Written by
hand, 2026-11-23; who speaks one of them may add a word to its row.
"""

# ruff: noqa: E501 -- lists of words are read more easily as one text

from classifiers.foreign import beside, said
from classifiers.rule import Rule

_CLOSE_AND_HURTS = (
    (
        "mąż,mężem,męża,partner,chłopak,ojciec,ojczym,tata,brat,syn,facet,były",
        "bije,bił,pobił,uderzył,dusi,kopie,grozi,groził,zabije,gwałci,znęca",
    ),
    (
        "soțul,barbatul,bărbatul,prietenul,iubitul,concubinul,tatăl,fratele,fostul",
        "mă bate,mă lovește,ma loveste,m a bătut,ma bătut,mă amenință,ne bate,mă omoară,mă strânge de gât,lovit",
    ),
    (
        "marido,esposo,novio,pareja,padre,padrastro,hermano,mi ex,hijo",
        "me pega,me golpea,me golpeó,me pegó,me maltrata,me amenaza,me amenazó,nos pega,me viola,pega a,pegándome",
    ),
    (
        "marido,namorado,companheiro,pai,padrasto,irmão,meu ex,esposo",
        "me bate,bate me,bateu me,me bateu,me agride,agrediu,agride me,ameaça me,me ameaça,me ameaçou,nos bate",
    ),
    (
        "marito,compagno,fidanzato,ragazzo,padre,patrigno,fratello,figlio,mio ex",
        "picchia,picchiato,picchiata,mena,minaccia,minacciata,minacciato,violentata,le mani addosso",
    ),
    (
        "mari,copain,conjoint,compagnon,père,beau père,frère,fils,mon ex",
        "me frappe,ma frappée,ma frappé,me bat,me tape,ma tapée,me menace,nous frappe,me viole,ma étranglée,frappe les enfants",
    ),
    (
        "mann,ehemann,freund,vater,stiefvater,bruder,sohn,mein ex,partner",
        "schlägt,schlaegt,geschlagen,bedroht,würgt,verprügelt,vergewaltigt,bringt mich um",
    ),
    (
        "kocam,eşim,babam,sevgilim,erkek arkadaşım,abim,eski kocam,oğlum",
        "dövüyor,dövdü,vuruyor,vurdu,tehdit,şiddet,boğuyor,öldürecek",
    ),
    ("burri,i dashuri,babai,vëllai,ish burri", "më rreh,më rrahu,më godet,më goditi,më kërcënon,na rreh"),
    ("vyras,draugas,tėvas,patėvis,sugyventinis", "muša,mušė,grasina,smaugia,sumušė"),
    ("virs,draugs,tevs", "mani sit,mani piekava,man draud"),
    ("férjem,párom,barátom,apám,volt férjem", "megver,megvert,ver engem,megüt,megütött,bántalmaz,fenyeget,fojtogat"),
    ("manžel,manzel,priateľ,přítel,otec", "bije,ma bije,mě bije,mlátí,vyhráža,vyhrožuje,škrtí"),
    ("мъжът,мъжа,съпругът,приятелят,баща", "бие,удари,заплашва,души"),
    (
        "муж,мужа,мужем,бывший,отец,отчим,парень,сожитель,брат,сын",
        "бьет,бьёт,избил,избивает,ударил,угрожает,душит,убьет,убьёт,насилует",
    ),
    (
        "чоловік,чоловіка,колишній,батько,вітчим,хлопець,брат,син",
        "бє,побив,вдарив,погрожує,загрожує,душить,вбє,гвалтує",
    ),
    (
        "زوجي,جوزي,ابي,والدي,ابويا,اخي,خطيبي,طليقي,راجلي",
        "يضربني,ضربني,بيضربني,يهددني,هددني,يعنفني,يخنقني,يضرب,بيهددني,يغتصبني",
    ),
    ("شوهرم,پدرم,برادرم,همسرم", "میزنه,می زند,میزند,کتک,تهدید,می زنه"),
    ("شوہر,خاوند,میاں,باپ,سسرال,بھائی", "مارتا,مار رہا,مارا,مارتے,پیٹتا,دھمکی,تشدد"),
    (
        "shohar,shauhar,shohor,khawand,pati,miyan,abbu,sasural,susral",
        "marta,maarta,maar raha,mar raha,marte,maarte,peetta,pitta,dhamki,mara hai,maara",
    ),
    ("पति,पिता,ससुराल,बॉयफ्रेंड", "मारता,मार रहा,मारते,पीटता,धमकी,मारा"),
    ("স্বামী,বাবা,শ্বশুর,বর", "মারে,মারছে,মারধর,পেটায়,হুমকি,নির্যাতন"),
    ("shami,swami,amar bor", "mare,marche,marse,pitay,humki"),
    ("ਪਤੀ,ਘਰਵਾਲਾ,ਪਿਓ,ਸਹੁਰੇ", "ਮਾਰਦਾ,ਕੁੱਟਦਾ,ਮਾਰਦੇ,ਧਮਕੀ,ਕੁੱਟ"),
    ("gharwala,gharwale,pati", "marda,kutda,kutt,maarda"),
    ("丈夫,老公,男友,男朋友,前夫,爸爸,父亲,父親", "打我,打了我,打孩子,打伤,威胁我,威脅我,杀我,殺我,掐我,强奸,强暴"),
    ("chồng,bạn trai,bố,ba tôi,chồng cũ", "đánh tôi,đánh em,đánh con,đánh đập,bạo hành,đe dọa,dọa giết"),
    (
        "ninkayga,ninkeyga,saygayga,seygeyga,seygayga,odaygayga,aabahay,ninka",
        "i garaacaa,i garaacayaa,i garaaco,garaacaya,i dilaya,i dilayaa,i dili,hanjabaad,hanjabay",
    ),
    ("கணவர்,கணவன்,அப்பா", "அடிக்கிறார்,அடிக்கிறான்,அடித்தார்,மிரட்டுகிறார்"),
    ("ባሌ,ባለቤቴ,ሰብኣየይ", "ይመታኛል,ይደበድበኛል,ይወቕዓኒ,ይወቅዓኒ,ይዝትብኛል"),
    ("مێردەکەم,باوکم,براکەم", "لێم دەدات,لێمدەدات,هەڕەشە"),
    ("mêrê min,mere min,bavê min", "li min dixe,gef"),
    ("ngwr i,fy ngŵr,fy ngwr,partner,fy nhad,cariad", "fy nharo,yn fy nharo,yn fy mwrw,fy mwrw,fy mygwth,fy nghuro"),
    ("asawa,asawa ko,boyfriend ko,tatay", "sinasaktan,binubugbog,sinaktan,binugbog"),
)
_AT_HOME = (
    "przemoc domowa,przemocy domowej,violența domestică,violență domestică,violencia doméstica,violencia de género,violência doméstica,violenza domestica,violence conjugale,violences conjugales,violences domestiques,häusliche gewalt,aile içi şiddet,dhunë në familje,"
    "домашнее насилие,домашнего насилия,домашнє насильство,домашнього насильства,عنف منزلي,عنف اسري,العنف المنزلي,العنف الأسري,گھریلو تشدد,gharelu tashaddud,घरेलू हिंसा,পারিবারিক সহিংসতা,家暴,家庭暴力,bạo lực gia đình,trais domestig"
)
_TO_ONESELF = (
    "chcę się zabić,chce sie zabic,nie chcę żyć,vreau să mor,să mă omor,quiero morir,quiero suicidarme,suicidarme,quitarme la vida,matarme,quero morrer,me matar,voglio morire,uccidermi,suicidarmi,je veux mourir,me suicider,ich will sterben,mich umbringen,ölmek istiyorum,intihar,"
    "хочу умереть,покончить с собой,не хочу жить,хочу померти,не хочу жити,вбити себе,اريد ان اموت,أنتحر,انتحار,خودکشی,आत्महत्या,আত্মহত্যা,不想活,自杀,自殺,想死,muốn chết,tự tử,dua të vdes,noriu mirti,meg akarok halni"
)
_BY_OTHERS = (
    "chce mnie zabić,chcą mnie zabić,zabije mnie,zabiją mnie,ma nóż,z nożem,vrea să mă omoare,are un cuțit,cu un cuțit,me quiere matar,va a matarme,va a matar,quieren matarme,con un cuchillo,tiene un cuchillo,quer me matar,com uma faca,vuole uccidermi,vuole ammazzarmi,con un coltello,ha un coltello,"
    "veut me tuer,avec un couteau,un couteau,will mich umbringen,mit einem messer,hat ein messer,beni öldürecek,bıçakla,bıçak var,хочет меня убить,убьет меня,убьёт меня,с ножом,хоче мене вбити,з ножем,يريد قتلي,سيقتلني,بيقتلني,معه سكين,بسكين,چاقو,قتل کی دھمکی,चाकू,ছুরি,要杀我,要殺我,有刀,拿刀,砍人,giết tôi,cầm dao"
)

RULES: tuple[Rule, ...] = (
    *(beside("safeguarding.domestic_abuse", hurts, close) for close, hurts in _CLOSE_AND_HURTS),
    said("safeguarding.domestic_abuse", _AT_HOME),
    said("safeguarding.suicide", _TO_ONESELF),
    said("asb.violence_threats", _BY_OTHERS),
)
