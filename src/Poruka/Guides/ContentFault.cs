using System.Globalization;
using Poruka.Shell;

namespace Poruka.Guides;

/// <summary>What can be wrong with a file of content.</summary>
public enum ContentFaultKind
{
    /// <summary>It is no YAML; {0} is what the reader said.</summary>
    NoYaml,

    /// <summary>The field is missing.</summary>
    Missing,

    /// <summary>The field is not known.</summary>
    UnknownField,

    /// <summary>The value {0} is none of {1}.</summary>
    NotOneOf,

    /// <summary>The value {0} is no day.</summary>
    NoDay,

    /// <summary>The value {0} is no duration.</summary>
    NoDuration,

    /// <summary>The value {0} is no limit.</summary>
    NoLimit,

    /// <summary>The value {0} is no id.</summary>
    NoId,

    /// <summary>The id {0} is there twice.</summary>
    Twice,

    /// <summary>The rule can't be counted: {0}.</summary>
    RuleFault,

    /// <summary>There is no rule {0}.</summary>
    UnknownRule,

    /// <summary>There is no fact {0}.</summary>
    UnknownFact,

    /// <summary>There is no country {0}.</summary>
    UnknownCountry,

    /// <summary>The value {0} differs from the file's name, {1}.</summary>
    NotAsNamed,

    /// <summary>There are no front matter lines between --- and ---.</summary>
    NoFrontMatter,

    /// <summary>The part {0} is unknown, or not in its place.</summary>
    PartOrder,

    /// <summary>Part {0} is missing.</summary>
    PartMissing,

    /// <summary>The heading has no id.</summary>
    NoHeadingId,

    /// <summary>Text stands outside of a part.</summary>
    OutsideOfParts,

    /// <summary>The step has no text.</summary>
    EmptyStep,

    /// <summary>There is no step {0} in the general guide.</summary>
    UnknownStep,

    /// <summary>A guide for any country holds no country's law.</summary>
    LawInGeneral,

    /// <summary>The language {0} is missing.</summary>
    LanguageMissing,

    /// <summary>Differs from {0}: {1} there, {2} here.</summary>
    Differs,

    /// <summary>The link {0} leads nowhere.</summary>
    DeadLink,

    /// <summary>The rule {0} is cited, but is not among the facts.</summary>
    CitedNotListed,

    /// <summary>The situation has no general guide.</summary>
    NoGeneral,

    /// <summary>The rule is of another country.</summary>
    ForeignRule,

    /// <summary>A template has one title, after the address.</summary>
    PaperTitle,

    /// <summary>A field in the text of a template is not closed, or has no name.</summary>
    BrokenField,

    /// <summary>There is no field {0} to fill in.</summary>
    UnknownPlace,

    /// <summary>The text of a template doesn't use its field {0}, or the name is taken.</summary>
    UnusedField,
}

/// <summary>A fault in a file of content, and where.</summary>
/// <param name="Path">The file, from the folder of content.</param>
/// <param name="Line">The line, from 1.</param>
/// <param name="Field">The field or step; may be empty.</param>
/// <param name="Kind">What is wrong.</param>
/// <param name="Arguments">What the sentence is filled with.</param>
public sealed record ContentFault(string Path, int Line, string Field, ContentFaultKind Kind, params string[] Arguments)
{
    /// <summary>The fault, in a language: <c>guides/ru/search.en.md:12: within: …</c></summary>
    public string Describe(CultureInfo language) =>
        $"{Path}:{Line.ToString(CultureInfo.InvariantCulture)}: {(Field.Length == 0 ? "" : Field + ": ")}"
        + Texts.Get(language, $"Guides.Fault.{Kind}", [.. Arguments]);
}
