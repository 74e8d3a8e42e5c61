namespace Poruka.People;

/// <summary>Links that are copied out of a page and sent to somebody.</summary>
internal static class Links
{
    /// <summary>The link of an invitation, with the host under which the visitor came.</summary>
    public static string Join(HttpContext context, string link) =>
        Join($"{context.Request.Scheme}://{context.Request.Host}", link);

    /// <summary>The link of an invitation under an address that visitors use.</summary>
    public static string Join(string address, string link) => $"{address.TrimEnd('/')}/join/{link}";
}
