using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using NodaTime;
using NodaTime.Text;
using Poruka.Ledger;
using Poruka.Ledger.Transparency;

namespace Poruka.Shell;

/// <summary>A stretch of days as a command line gives it: a day, a month or a year.</summary>
internal readonly record struct DaySpan(LocalDate First, LocalDate Last);

/// <summary>The values that commands take. What can't be read is explained in the language of the command line.</summary>
internal sealed partial class CommandLine
{
    /// <summary>The longest name of a fund or a campaign in addresses and commands.</summary>
    private const int MaxSlugLength = 40;

    /// <summary>An option without a value.</summary>
    public static Option<bool> Flag(string name, params string[] aliases) =>
        new(name, aliases) { Arity = ArgumentArity.Zero };

    /// <summary>An option with any text.</summary>
    public static Option<string> Words(string name, string helpName, bool required = false) =>
        new(name) { HelpName = helpName, Required = required };

    /// <summary>An option with one line of text.</summary>
    public Option<string> ShortText(string name, string helpName, int maxLength, bool required = false) => new(name)
    {
        HelpName = helpName, Required = required,
        CustomParser = result => Only(result).Trim() is { Length: > 0 } text && text.Length <= maxLength && !text.Any(char.IsControl)
            ? text
            : Refuse<string>(result, "Command.Value.ShortText", maxLength),
    };

    /// <summary>A name in the way of host names: letters, digits, dashes and points.</summary>
    public Option<string> HostName(string name, int maxLength) => new(name)
    {
        HelpName = "NAME",
        CustomParser = result => Only(result) is { Length: > 0 } text && text.Length <= maxLength
            && text.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '.')
                ? text
                : Refuse<string>(result, "Command.Value.HostName", Only(result)),
    };

    /// <summary>The fund that a command is about.</summary>
    public Argument<string> Fund() => Slug("FUND");

    /// <summary>A name for addresses and commands: a letter, then letters, digits and dashes, all small.</summary>
    public Argument<string> Slug(string name) => new(name) { CustomParser = ParseSlug };

    /// <summary>The same as an option.</summary>
    public Option<string> SlugOption(string name) => new(name) { HelpName = "SLUG", CustomParser = ParseSlug };

    /// <summary>An amount and its currency, above zero.</summary>
    public Argument<Money> Amount() =>
        new("AMOUNT CUR") { Arity = new ArgumentArity(2, 2), CustomParser = ParseMoney, HelpName = "AMOUNT CUR" };

    /// <summary>The same as an option.</summary>
    public Option<Money> AmountOption(string name) =>
        new(name)
        {
            HelpName = "AMOUNT CUR", Arity = new ArgumentArity(2, 2), CustomParser = ParseMoney,
            AllowMultipleArgumentsPerToken = true,
        };

    /// <summary>A currency by its code.</summary>
    public Option<Currency> CurrencyOption(string name, bool required = false) => new(name)
    {
        HelpName = "CUR", Required = required,
        CustomParser = result => Currency.TryParse(Only(result).ToUpperInvariant(), out var currency)
            ? currency
            : Refuse<Currency>(result, "Command.Value.Currency", Only(result)),
    };

    /// <summary>A day.</summary>
    public Option<LocalDate?> Day(string name) => new(name)
    {
        HelpName = "DAY",
        CustomParser = result => LocalDatePattern.Iso.Parse(Only(result)).TryGetValue(default, out var day) && InRange(day)
            ? day
            : Refuse<LocalDate?>(result, "Command.Value.Day", Only(result)),
    };

    /// <summary>A day, a month or a year.</summary>
    public Option<DaySpan?> Span(string name) => new(name) { HelpName = "DAY|MONTH|YEAR", CustomParser = ParseSpan };

    /// <summary>An account of some kinds.</summary>
    public Option<Account?> AccountOption(string name, bool required, params AccountKind[] kinds) => new(name)
    {
        HelpName = "ACCOUNT", Required = required,
        CustomParser = result => Account.TryParse(Only(result).ToLowerInvariant(), out var account)
            && (kinds.Length == 0 || kinds.Contains(account.Kind))
                ? account
                : Refuse<Account?>(result, "Command.Value.Account", Only(result), NamesOf(kinds)),
    };

    /// <summary>One of a few words.</summary>
    public Option<string> OneOf(string name, params string[] words) => new(name)
    {
        HelpName = string.Join('|', words),
        CustomParser = result => words.Contains(Only(result), StringComparer.Ordinal)
            ? Only(result)
            : Refuse<string>(result, "Command.Value.OneOf", Only(result), string.Join(", ", words)),
    };

    /// <summary>A whole number from one up.</summary>
    public Option<int> Count(string name) => new(name)
    {
        HelpName = "N",
        CustomParser = result =>
            int.TryParse(Only(result), NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count > 0
                ? count
                : Refuse<int>(result, "Command.Value.Count", Only(result)),
    };

    /// <summary>The id of an entry: 32 hexadecimal digits, with a dash and a count or without.</summary>
    public Option<EntryId?> EntryIdOption(string name) => new(name)
    {
        HelpName = "ID",
        CustomParser = result => TryParseId(Only(result), out var id)
            ? id
            : Refuse<EntryId?>(result, "Command.Value.EntryId", Only(result)),
    };

    /// <summary>A donor's reference.</summary>
    public Option<DonorReference?> Reference(string name) => new(name)
    {
        HelpName = "REFERENCE",
        CustomParser = result => DonorReference.TryParse(Only(result), out var reference)
            ? reference
            : Refuse<DonorReference?>(result, "Command.Value.Reference", Only(result)),
    };

    /// <summary>An opaque reference to a request or a document.</summary>
    public Option<string> OpaqueWord(string name) => new(name)
    {
        HelpName = "WORD",
        CustomParser = result => Entry.IsWord(Only(result))
            ? Only(result)
            : Refuse<string>(result, "Command.Value.Word", Only(result)),
    };

    internal static bool TryParseId(string text, out EntryId id) =>
        EntryId.TryParse(text.Contains('-', StringComparison.Ordinal) ? text : text + "-0", out id);

    /// <summary>
    /// Reads an amount as people type it: with a point or a comma before the fraction. A comma that more digits follow
    /// than the currency has (1,000) would be somebody's thousands, and is refused.
    /// </summary>
    internal static bool TryParseAmount(string text, Currency currency, out Money money, out MoneyProblem problem)
    {
        var comma = text.IndexOf(',', StringComparison.Ordinal);
        if (comma >= 0 && text.Length - comma - 1 > currency.Exponent)
        {
            (money, problem) = (default, MoneyProblem.TooManyDigits);
            return false;
        }
        return Money.TryParse(text, currency, out money, out problem, comma >= 0 ? ',' : '.');
    }

    private string ParseLanguage(ArgumentResult result) => Languages.OfTag(Only(result)) is { } language
        ? language.Name
        : Refuse<string>(result, "Command.Value.OneOf", Only(result), "en, ru, uk")!;

    private string ParseSlug(ArgumentResult result)
    {
        if (result.Tokens.Count == 0) return null!; // left out, where it may be
        var text = Only(result);
        var isSlug = text.Length is > 0 and <= MaxSlugLength && char.IsAsciiLetterLower(text[0]) && text[^1] != '-'
            && text.All(letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter == '-');
        return isSlug ? text : Refuse<string>(result, "Command.Value.Slug", text)!;
    }

    private Money ParseMoney(ArgumentResult result)
    {
        if (result.Tokens.Count != 2) return default; // told as a missing value
        var (amount, code) = (result.Tokens[0].Value, result.Tokens[1].Value);
        if (!Currency.TryParse(code.ToUpperInvariant(), out var currency))
            return Refuse<Money>(result, "Command.Value.Currency", code);
        if (!TryParseAmount(amount, currency, out var money, out var problem))
            return problem switch
            {
                MoneyProblem.TooManyDigits =>
                    Refuse<Money>(result, "Command.Value.Amount.Digits", amount, currency.Code, currency.Exponent),
                MoneyProblem.TooLarge => Refuse<Money>(result, "Command.Value.Amount.TooLarge", amount),
                MoneyProblem.NotANumber or MoneyProblem.None => Refuse<Money>(result, "Command.Value.Amount", amount),
            };
        return money.Minor > 0 ? money : Refuse<Money>(result, "Command.Value.Amount.Positive", amount);
    }

    private DaySpan? ParseSpan(ArgumentResult result)
    {
        var text = Only(result);
        if (LocalDatePattern.Iso.Parse(text).TryGetValue(default, out var day) && InRange(day)) return new DaySpan(day, day);
        if (YearMonthPattern.Iso.Parse(text).TryGetValue(default, out var month) && month.Year is >= 1900 and <= 9999)
            return new DaySpan(month.OnDayOfMonth(1), month.OnDayOfMonth(1).With(DateAdjusters.EndOfMonth));
        if (text.Length == 4 && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var year) && year >= 1900)
            return new DaySpan(new LocalDate(year, 1, 1), new LocalDate(year, 12, 31));
        return Refuse<DaySpan?>(result, "Command.Value.Span", text);
    }

    private static bool InRange(LocalDate day) => day.Year is >= 1900 and <= 9999;

    private static string NamesOf(AccountKind[] kinds) => string.Join(", ", Account.Classes
        .Where(c => kinds.Length == 0 || kinds.Contains(Account.KindOf(c))).Select(c => ShortName(new Account(c))));

    private static string ShortName(Account account) => account.Name[(account.Name.IndexOf(':', StringComparison.Ordinal) + 1)..];

    private static string Only(ArgumentResult result) => result.Tokens.Count > 0 ? result.Tokens[^1].Value : "";

    private T? Refuse<T>(ArgumentResult result, string key, params ReadOnlySpan<object?> arguments)
    {
        var name = result.Parent is OptionResult option ? option.Option.Name : result.Argument.Name;
        result.AddError($"{name}: {Text(key, arguments)}");
        return default;
    }
}
