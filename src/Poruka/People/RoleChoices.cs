using Poruka.Shell;

namespace Poruka.People;

/// <summary>The boxes by which roles are given, with a word on what each may do.</summary>
/// <param name="Page">The page.</param>
/// <param name="Chosen">Those that are ticked.</param>
/// <param name="Error">What is wrong with them, or null.</param>
public sealed record RoleChoices(Page Page, IReadOnlyList<Role> Chosen, string? Error = null)
{
    /// <summary>The name of each box.</summary>
    public const string Field = "role";

    /// <summary>The roles of a posted form; what is none is passed over.</summary>
    public static IReadOnlyList<Role> Read(IFormCollection form) =>
        [.. form[Field].OfType<string>().Select(Roles.OfWord).OfType<Role>().Distinct().Order()];
}
