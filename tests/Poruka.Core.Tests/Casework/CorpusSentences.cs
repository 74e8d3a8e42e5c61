namespace Poruka.Core.Tests.Casework;

/// <summary>The sentences of the article in three languages.</summary>
internal sealed partial record CorpusWords(
    string[] Titles, string[] Sentences, string[] Harmless, string[] Ways, string[] RoutesByPlace, string[] Dates, string[] Places, string[] Names, string[] Phones)
{
    public static CorpusWords Of(string language) => language switch { "ru" => Russian, "uk" => Ukrainian, _ => English };

    private static readonly CorpusWords Russian = new(
        ["{A0} и {B0} на свободе", "Двое на свободе: дома и в безопасности", "Хорошие новости этой недели"],
        [
            "Сегодня мы можем рассказать то, о чём молчали несколько недель.", "{A0} провела в изоляторе четыреста двенадцать дней.", "{B0} вышел по решению апелляции и уже дома.",
            "Его встретили мать, сестра и два десятка друзей с цветами.", "Суд отменил приговор, потому что следствие не доказало умысла.", "Адвокат {X0} говорит, что прокурор может ещё подать жалобу.",
            "Судья {X0} зачитал решение за десять минут.", "Мы собрали {M} рублей на адвокатов и передачи.", "Спасибо всем, кто писал письма: их было больше тысячи.",
            "{A0} просит не приезжать и не искать её.", "Где она сейчас, мы не скажем, и просим не гадать об этом вслух.", "Здоровье подорвано, врачи говорят о долгом лечении.",
            "Приговор был вынесен {D}, и тогда казалось, что надежды нет.", "В Самаре остаются под арестом ещё трое.", "«Я снова вижу небо целиком», — сказала она по телефону.",
            "Первым делом он попросил чёрного хлеба и кофе.", "Письма, которые не дошли, вернутся отправителям.", "Наша группа продолжит платить адвокатам до конца года.",
            "О следующем заседании сообщим отдельно.", "Роман о лагере, который он писал, остался у следователя.", "Вера в то, что нас услышат, держалась на ваших открытках.",
            "Если вам звонят и спрашивают о ней, кладите трубку.", "Журналистам отвечает {X0}, юрист группы.", "Дело пересмотрят {D}, но без неё.",
        ],
        ["Телефон группы для писем и вопросов прежний: {T}.", "Следующая встреча пройдёт {D}, приходите.", "Открытки можно принести в любой день, кроме выходных, с полудня до семи.", "Переводчик {X0} помог нам с документами для консульства.", "Подробнее об условиях содержания расскажем на вечере в Самаре."],
        ["Ночь они провели у пасечника, за старой мельницей, и это было самое тихое место.", "На рассвете перешли брод чуть ниже плотины и сели на молоковоз.", "Дальше был молоковоз, который довёз до бензоколонки.", "Пасечник пустил ночевать, утром показал брод ниже плотины.", "Из укрытия за мельницей, где ночевали у пасечника, вышли затемно."],
        ["Сначала её везли через {V3}, потом через {W3}.", "Путь шёл мимо {V1} на {W3}, а оттуда до {R1}.", "Границу прошли за {V4}, машина ждала в {W5}.", "Из {V1} её забрали ночью, к утру были в {W5}."],
        ["Её вывезли {D}, и никто не заметил.", "Она уехала {D}.", "Границу пересекли {D}, рано утром.", "{D} она впервые спала спокойно, уже не дома.", "Машина пришла за ней {D}."],
        ["Несколько дней она жила в {L5}.", "Теперь её адрес — недалеко от {L1}.", "Знакомые видели её под {L4}.", "Дорога привела её в {L3}.", "Сейчас она лечится в {L5} и учит язык."],
        ["Вёз её {P0}, которого мы благодарим.", "Без {P1} ничего бы не вышло.", "Спасибо человеку, которого зовут {P0}.", "Ночью они встретились с {P4} и поехали дальше.", "Помогал и друг семьи, {P0}.", "Ключи были у {P1}, остальное известно."],
        ["Передать ей привет можно по {T}.", "Связь с ней: {T}, только сообщения.", "Пишите на {T}, ответит она сама.", "Деньги на лечение: {T}.", "Её новый номер {T}, не публикуйте его."]);

    private static readonly CorpusWords Ukrainian = new(
        ["{A0} і {B0} на волі", "Двоє на волі: вдома і в безпеці", "Добрі новини цього тижня"],
        [
            "Сьогодні можемо розповісти те, про що мовчали кілька тижнів.", "{A0} провела в ізоляторі чотириста дванадцять днів.", "{B0} вийшов за рішенням апеляції та вже вдома.",
            "Його зустріли мати, сестра і два десятки друзів із квітами.", "Суд скасував вирок, бо слідство не довело умислу.", "Адвокат {X0} каже, що прокурор ще може оскаржити.",
            "Суддя {X0} зачитав рішення за десять хвилин.", "Ми зібрали {M} гривень на адвокатів і передачі.", "Дякуємо всім, хто писав листи: їх було понад тисячу.",
            "{A0} просить не приїздити і не шукати її.", "Де вона тепер, ми не скажемо, і просимо не гадати про це вголос.", "Здоров’я підірване, лікарі кажуть про довге лікування.",
            "Вирок було оголошено {D}, і тоді здавалося, що надії нема.", "У Самарі під арештом лишаються ще троє.", "«Я знову бачу небо цілим», — сказала вона телефоном.",
            "Насамперед він попросив чорного хліба і кави.", "Листи, що не дійшли, повернуться відправникам.", "Наша група платитиме адвокатам до кінця року.",
            "Про наступне засідання повідомимо окремо.", "Роман про табір, який він писав, лишився у слідчого.", "Віра в те, що нас почують, трималася на ваших листівках.",
            "Якщо вам телефонують і питають про неї, кладіть слухавку.", "Журналістам відповідає {X0}, юрист групи.", "Справу переглянуть {D}, але без неї.",
        ],
        ["Телефон групи для листів і питань той самий: {T}.", "Наступна зустріч відбудеться {D}, приходьте.", "Листівки можна принести будь-якого дня, крім вихідних, від полудня до сьомої.", "Перекладач {X0} допоміг нам із паперами для консульства.", "Докладніше про умови утримання розповімо на вечорі в Самарі."],
        ["Ніч вони провели в пасічника, за старим млином, і це було найтихіше місце.", "Удосвіта перейшли брід трохи нижче греблі й сіли на молоковоз.", "Далі був молоковоз, який довіз до заправки.", "Пасічник пустив ночувати, вранці показав брід нижче греблі.", "З укриття за млином, де ночували в пасічника, вийшли ще затемна."],
        ["Спершу її везли через {V3}, потім через {W3}.", "Шлях ішов повз {V3} на {W3}, а звідти до {R1}.", "Кордон пройшли за {V4}, машина чекала в {W5}.", "З {V1} її забрали вночі, до ранку були в {W5}."],
        ["Її вивезли {D}, і ніхто не помітив.", "Вона поїхала {D}.", "Кордон перетнули {D}, рано вранці.", "{D} вона вперше спала спокійно, вже не вдома.", "Машина прийшла по неї {D}."],
        ["Кілька днів вона жила в {L5}.", "Тепер її адреса — недалеко від {L1}.", "Знайомі бачили її під {L4}.", "Дорога привела її в {L3}.", "Зараз вона лікується в {L5} і вчить мову."],
        ["Віз її {P0}, якому ми вдячні.", "Без {P1} нічого б не вийшло.", "Дякуємо людині, яку звуть {P0}.", "Уночі вони зустрілися з {P4} і поїхали далі.", "Допомагав і друг родини, {P0}.", "Ключі були в {P1}, решта відома."],
        ["Передати їй вітання можна за {T}.", "Зв’язок із нею: {T}, лише повідомлення.", "Пишіть на {T}, відповість вона сама.", "Гроші на лікування: {T}.", "Її новий номер {T}, не публікуйте його."]);

    private static readonly CorpusWords English = new(
        ["{A0} and {B0} Are Free", "Two of ours are free", "Good news of the week"],
        [
            "Today we can tell what we kept to ourselves for weeks.", "{A0} spent four hundred and twelve days in custody.", "{B0} was released on appeal and is home.",
            "His mother, his sister and two dozen friends met him with flowers.", "The court set the verdict aside, because intent was never proved.", "The lawyer {X0} says that the prosecutor may still appeal.",
            "Judge {X0} read the decision in ten minutes.", "We raised {M} euros for lawyers and parcels.", "Thank you to everyone who wrote: there were more than a thousand letters.",
            "{A0} asks you not to come and not to look for her.", "Where she is now we will not say, and we ask you not to guess aloud.", "Her health has suffered, and doctors speak of a long treatment.",
            "The sentence was passed on {D}, and then there seemed to be no hope.", "Three more are still under arrest in Samara.", "“I see the whole sky again,” she said on the phone.",
            "The first thing he asked for was black bread and coffee.", "Letters that did not arrive will go back to their senders.", "Our group keeps paying lawyers until the end of the year.",
            "We will write about the next hearing.", "The novel that he was writing about the camp is still with the investigator.", "Anybody who gets a call about her should hang up.",
            "The group's own lawyer, {X0}, answers the press.", "The case is heard again on {D}, without her.", "Any help with translations is welcome, as always.",
        ],
        ["The group's phone for letters and questions is the same: {T}.", "The next meeting is on {D}, do come.", "Postcards can be brought on any weekday, from noon until seven.", "The interpreter {X0} helped us with papers for the consulate.", "More about conditions inside will be told at an evening in Samara."],
        ["They spent the night in a beekeeper's barn behind an old mill.", "At dawn they waded a ford below the weir and got on a milk tanker.", "A milk tanker took them as far as the petrol station.", "The beekeeper let them sleep in the barn and showed them the ford.", "From behind the mill they waded across the ford at dawn."],
        ["First she was driven through {V0}, then through {W0}.", "The way went past {V0} to {W0}, and from there to {R0}.", "They crossed the border behind {V0}, a car waited in {W0}.", "She was picked up near {V0} at night and reached {W0} by morning."],
        ["She was taken out on {D}, and nobody noticed.", "She left on {D}.", "They crossed the border on {D}, early in the morning.", "It was {D} when she slept well for the first time.", "The car came for her on {D}."],
        ["For some days she lived in {L0}.", "Her address is not far from {L0} now.", "Acquaintances saw her near {L0}.", "The road took her to {L0}.", "She is being treated in {L0} and learns the language."],
        ["She was driven by {P0}, whom we thank.", "Nothing would have worked without {P0}.", "Thank you to the person called {P0}.", "At night they met {P0} and drove on.", "A friend of the family, {P0}, helped too.", "It was {P0}'s car, the rest is known."],
        ["You can greet her at {T}.", "She can be reached at {T}, by messages only.", "Write to {T}, she answers herself.", "Money for the treatment goes to {T}.", "Her new number is {T}, do not publish it."]);
}
