"""Names of months, days and halves of the day, in the languages that logs are written in.

One line a language: months, short months, days from Monday, short days, halves of the day. Names are
matched as written here, in lower case and in capitals; a full stop behind a short name may be missing, and three
letters will do where they mean one month only.
"""

from dataclasses import dataclass
from functools import cache
from typing import Final

_TABLE: Final = """
en|January February March April May June July August September October November December|Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec|Monday Tuesday Wednesday Thursday Friday Saturday Sunday|Mon Tue Wed Thu Fri Sat Sun|AM PM
de|Januar Februar März April Mai Juni Juli August September Oktober November Dezember|Jan. Feb. März Apr. Mai Juni Juli Aug. Sept. Okt. Nov. Dez.|Montag Dienstag Mittwoch Donnerstag Freitag Samstag Sonntag|Mo. Di. Mi. Do. Fr. Sa. So.|AM PM
fr|janvier février mars avril mai juin juillet août septembre octobre novembre décembre|janv. févr. mars avr. mai juin juil. août sept. oct. nov. déc.|lundi mardi mercredi jeudi vendredi samedi dimanche|lun. mar. mer. jeu. ven. sam. dim.|AM PM
es|enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre|ene. feb. mar. abr. may. jun. jul. ago. sept. oct. nov. dic.|lunes martes miércoles jueves viernes sábado domingo|lun. mar. mié. jue. vie. sáb. dom.|a.m. p.m.
it|gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre|gen feb mar apr mag giu lug ago set ott nov dic|lunedì martedì mercoledì giovedì venerdì sabato domenica|lun mar mer gio ven sab dom|AM PM
pt|janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro|jan. fev. mar. abr. mai. jun. jul. ago. set. out. nov. dez.|segunda-feira terça-feira quarta-feira quinta-feira sexta-feira sábado domingo|seg. ter. qua. qui. sex. sáb. dom.|AM PM
nl|januari februari maart april mei juni juli augustus september oktober november december|jan. feb. mrt. apr. mei jun. jul. aug. sep. okt. nov. dec.|maandag dinsdag woensdag donderdag vrijdag zaterdag zondag|ma di wo do vr za zo|a.m. p.m.
pl|stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia|sty lut mar kwi maj cze lip sie wrz paź lis gru|poniedziałek wtorek środa czwartek piątek sobota niedziela|pon. wt. śr. czw. pt. sob. niedz.|AM PM
cs|ledna února března dubna května června července srpna září října listopadu prosince|led úno bře dub kvě čvn čvc srp zář říj lis pro|pondělí úterý středa čtvrtek pátek sobota neděle|po út st čt pá so ne|dop. odp.
sk|januára februára marca apríla mája júna júla augusta septembra októbra novembra decembra|jan feb mar apr máj jún júl aug sep okt nov dec|pondelok utorok streda štvrtok piatok sobota nedeľa|po ut st št pi so ne|AM PM
sv|januari februari mars april maj juni juli augusti september oktober november december|jan. feb. mars apr. maj juni juli aug. sep. okt. nov. dec.|måndag tisdag onsdag torsdag fredag lördag söndag|mån tis ons tors fre lör sön|fm em
da|januar februar marts april maj juni juli august september oktober november december|jan. feb. mar. apr. maj jun. jul. aug. sep. okt. nov. dec.|mandag tirsdag onsdag torsdag fredag lørdag søndag|man. tirs. ons. tors. fre. lør. søn.|AM PM
no|januar februar mars april mai juni juli august september oktober november desember|jan. feb. mars apr. mai juni juli aug. sep. okt. nov. des.|mandag tirsdag onsdag torsdag fredag lørdag søndag|man. tir. ons. tor. fre. lør. søn.|a.m. p.m.
fi|tammikuuta helmikuuta maaliskuuta huhtikuuta toukokuuta kesäkuuta heinäkuuta elokuuta syyskuuta lokakuuta marraskuuta joulukuuta|tammi helmi maalis huhti touko kesä heinä elo syys loka marras joulu|maanantai tiistai keskiviikko torstai perjantai lauantai sunnuntai|ma ti ke to pe la su|ap. ip.
hu|január február március április május június július augusztus szeptember október november december|jan. febr. márc. ápr. máj. jún. júl. aug. szept. okt. nov. dec.|hétfő kedd szerda csütörtök péntek szombat vasárnap|H K Sze Cs P Szo V|de. du.
ro|ianuarie februarie martie aprilie mai iunie iulie august septembrie octombrie noiembrie decembrie|ian. feb. mar. apr. mai iun. iul. aug. sept. oct. nov. dec.|luni marți miercuri joi vineri sâmbătă duminică|lun. mar. mie. joi vin. sâm. dum.|a.m. p.m.
tr|Ocak Şubat Mart Nisan Mayıs Haziran Temmuz Ağustos Eylül Ekim Kasım Aralık|Oca Şub Mar Nis May Haz Tem Ağu Eyl Eki Kas Ara|Pazartesi Salı Çarşamba Perşembe Cuma Cumartesi Pazar|Pzt Sal Çar Per Cum Cmt Paz|ÖÖ ÖS
ru|января февраля марта апреля мая июня июля августа сентября октября ноября декабря|янв. февр. мар. апр. мая июн. июл. авг. сент. окт. нояб. дек.|понедельник вторник среда четверг пятница суббота воскресенье|пн вт ср чт пт сб вс|AM PM
uk|січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня|січ. лют. бер. квіт. трав. черв. лип. серп. вер. жовт. лист. груд.|понеділок вівторок середа четвер пʼятниця субота неділя|пн вт ср чт пт сб нд|дп пп
el|Ιανουαρίου Φεβρουαρίου Μαρτίου Απριλίου Μαΐου Ιουνίου Ιουλίου Αυγούστου Σεπτεμβρίου Οκτωβρίου Νοεμβρίου Δεκεμβρίου|Ιαν Φεβ Μαρ Απρ Μαΐ Ιουν Ιουλ Αυγ Σεπ Οκτ Νοε Δεκ|Δευτέρα Τρίτη Τετάρτη Πέμπτη Παρασκευή Σάββατο Κυριακή|Δευ Τρί Τετ Πέμ Παρ Σάβ Κυρ|π.μ. μ.μ.
ca|gener febrer març abril maig juny juliol agost setembre octubre novembre desembre|gen. febr. març abr. maig juny jul. ag. set. oct. nov. des.|dilluns dimarts dimecres dijous divendres dissabte diumenge|dl. dt. dc. dj. dv. ds. dg.|a.m. p.m.
hr|siječnja veljače ožujka travnja svibnja lipnja srpnja kolovoza rujna listopada studenoga prosinca|sij velj ožu tra svi lip srp kol ruj lis stu pro|ponedjeljak utorak srijeda četvrtak petak subota nedjelja|pon uto sri čet pet sub ned|AM PM
ja|1月 2月 3月 4月 5月 6月 7月 8月 9月 10月 11月 12月|1月 2月 3月 4月 5月 6月 7月 8月 9月 10月 11月 12月|月曜日 火曜日 水曜日 木曜日 金曜日 土曜日 日曜日|月 火 水 木 金 土 日|午前 午後
zh|一月 二月 三月 四月 五月 六月 七月 八月 九月 十月 十一月 十二月|1月 2月 3月 4月 5月 6月 7月 8月 9月 10月 11月 12月|星期一 星期二 星期三 星期四 星期五 星期六 星期日|周一 周二 周三 周四 周五 周六 周日|上午 下午
ko|1월 2월 3월 4월 5월 6월 7월 8월 9월 10월 11월 12월|1월 2월 3월 4월 5월 6월 7월 8월 9월 10월 11월 12월|월요일 화요일 수요일 목요일 금요일 토요일 일요일|월 화 수 목 금 토 일|오전 오후
"""
_ALSO: Final = {"nb": "no", "nn": "no"}
#: Short names of months that older programs write.
_OLDER: Final = {"de": {"Mrz": 3}, "en": {"Sept": 9}}


@dataclass(frozen=True, slots=True)
class Locale:
    """What a language calls things: each name and its number (months and days from 1, halves from 0)."""

    months: dict[str, int]
    days: dict[str, int]
    halves: dict[str, int]


@cache
def find_locale(tag: str) -> Locale | None:
    """The names of a language (`fr`, `fr-FR`, `fr_FR`); None for one that is not known here."""
    language = tag.replace("_", "-").split("-")[0].lower()
    language = _ALSO.get(language, language)
    for line in _TABLE.strip().splitlines():
        name, months, short_months, days, short_days, halves = line.split("|")
        if name == language:
            every_month = _names(months, short_months)
            for short, number in (_three_letters(months) | _OLDER.get(language, {})).items():
                for cased in (short, short.lower(), short.upper()):
                    every_month.setdefault(cased, number)
            return Locale(every_month, _names(days, short_days), _names(halves, halves, first=0))
    return None


def languages() -> list[str]:
    """Every language that is known."""
    return [line.split("|")[0] for line in _TABLE.strip().splitlines()]


def _names(long: str, short: str, first: int = 1) -> dict[str, int]:
    names: dict[str, int] = {}
    for written in (long, short):
        for number, name in enumerate(written.split(), first):
            for form in (name, name.rstrip(".")):
                for cased in (form, form.lower(), form.upper()):
                    names.setdefault(cased, number)
    return names


def _three_letters(months: str) -> dict[str, int]:
    """What months begin with, where only one begins so."""
    beginnings = [name[:3] for name in months.split()]
    return {start: number for number, start in enumerate(beginnings, 1) if beginnings.count(start) == 1}
