using Microsoft.AspNetCore.Server.Kestrel.Core;
using NodaTime;
using NodaTime.Text;
using Poruka.Operations;
using Poruka.People;
using Poruka.Storage;
using Poruka.Vault;

namespace Poruka.Shell;

/// <summary>What the web server needs to know.</summary>
/// <param name="Address">Where it listens: <c>http://127.0.0.1:8080</c>; port 0 takes any free one.</param>
/// <param name="Installation">The books; keys that seal forms are kept in <c>keys</c> under its folder.</param>
/// <param name="Clock">Today, for pages and printed sheets.</param>
public sealed record ServeOptions(Uri Address, Installation Installation, IClock Clock)
{
    /// <summary>Where the server listens unless told otherwise.</summary>
    public static Uri DefaultAddress { get; } = new("http://127.0.0.1:8080");

    /// <summary>The scheme visitors use, where something in front of the server takes care of encryption.</summary>
    public string PublicScheme { get; init; } = Uri.UriSchemeHttp;

    /// <summary>Where metrics are read, and nothing else is; or null.</summary>
    public Uri? Metrics { get; init; }

    /// <summary>Whether the log is written for programs.</summary>
    public bool LogsAsJson { get; init; }

    /// <summary>What the server does by itself.</summary>
    public IReadOnlyList<Job> Jobs { get; init; } = [];

    /// <summary>Whether pages are made to be written as files: nothing can be posted to them.</summary>
    public bool IsMirror { get; init; }

    /// <summary>By which a mirror asks for a paper as it was made on an earlier day, to see whether anything else has changed in it.</summary>
    public const string MadeOnHeader = "Poruka-Made-On";

    /// <summary>The day that stands on a paper.</summary>
    public LocalDate MadeOn(HttpRequest request) => IsMirror && LocalDatePattern.Iso.Parse(request.Headers[MadeOnHeader].ToString()).TryGetValue(default, out var day)
        ? day : Clock.GetCurrentInstant().InUtc().Date;

    /// <summary>The onion service that leads here too, or null: browsers that can are told of it.</summary>
    public string? Onion { get; init; }

    /// <summary>What deriving the keys of a new passphrase costs.</summary>
    public PassphraseCost Cost { get; init; } = PassphraseCost.Usual;

    /// <summary>The code that the console shows while the group isn't set up.</summary>
    public SetUpCode SetUpCode { get; } = new();

    /// <summary>How many members, and how many visitors, may send files at the same time.</summary>
    public int MaxUploadsAtOnce { get; init; } = 16;

    /// <summary>No file is taken when the disk has less room left, in bytes.</summary>
    public long MinFreeBytes { get; init; } = 512 * 1_048_576L;

    /// <summary>The most bytes that all calls for help may keep; beyond it, files are taken no more, and text still is.</summary>
    public long MaxCallBytes { get; init; } = 2_048 * 1_048_576L;

    /// <summary>A form with files that comes slower is cut off: over Tor it is faster.</summary>
    public MinDataRate SlowestUpload { get; init; } = new(1_024, TimeSpan.FromSeconds(20));

    /// <summary>The most bytes that a form may carry; more is answered with a page that says so.</summary>
    public const long MaxFormBytes = 1_048_576;

    /// <summary>The most bytes that a request may carry; more is cut off.</summary>
    public const long MaxRequestBytes = 32 * 1_048_576;
}
