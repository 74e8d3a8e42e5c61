using System.Data.Common;
using NodaTime;
using Poruka.Casework;
using Poruka.Cases;
using Poruka.People;
using Poruka.Storage;
using Poruka.Vault;

namespace Poruka.Publishing;

/// <summary>What keeps a post from going out.</summary>
public enum PublishRefusal
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Nobody else than its author has agreed to this version.</summary>
    NoReader,

    /// <summary>It is about somebody inside who agreed to nothing, or whose consents have all run out.</summary>
    NoConsent,

    /// <summary>It moved meanwhile.</summary>
    Moved,

    /// <summary>A picture of it can't be read.</summary>
    NoPicture,

    /// <summary>Rooms of the cases that it touches haven't said yet that it may go out.</summary>
    Guarded,
}

/// <summary>Takes drafts out to the public, and takes back what is public.</summary>
internal static class Publisher
{
    /// <summary>So long stands what somebody inside agreed to, after the risk in their case has changed.</summary>
    public const int DaysToAskAgain = 14;

    /// <summary>Puts the approved copy where the public reads it.</summary>
    public static PublishRefusal Publish(PressDesk desk, PostRow row, Draft draft)
    {
        if (row.State != PostState.Agreed || row.Reader is not { } reader || reader == row.Author) return PublishRefusal.NoReader;
        if (row.Kind == PostKind.Person && !draft.Consents.Values.Any(c => c.Until >= Months.DayNumber(desk.Today))) return PublishRefusal.NoConsent;
        var pictures = new List<(UInt128 Id, CleanPicture Clean)>();
        foreach (var picture in draft.Pictures)
            if (desk.Picture(picture.File) is { } jpeg && Ids.Parse(picture.File) is { } id) pictures.Add((id, new CleanPicture(jpeg, picture.Width, picture.Height)));
            else return PublishRefusal.NoPicture;
        var before = PublicPosts.Of(desk.Connection, row.Id);
        var slug = before?.Slug ?? SlugOf(desk.Connection, row, draft);
        if (before is not null && before.State != "withdrawn") draft = WithCorrections(draft, desk.Today);
        var cases = row.Kind == PostKind.Person ? CasePublicity.RoomsOf(desk.Connection, draft.Cases) : [];

        using var transaction = desk.Connection.BeginTransaction();
        if (!GuardGate.TryGoOut(desk.Guard, transaction, OutgoingOf(row.Kind), row.Id, row.Version)) return PublishRefusal.Guarded;
        if (!PostRows.TryMove(desk.Connection, transaction, row, PostState.Published, row.Reader)) return PublishRefusal.Moved;
        var from = draft.FromAt > desk.Now.ToUnixTimeSeconds() ? Instant.FromUnixTimeSeconds(draft.FromAt) : desk.Now;
        PublicPosts.Put(desk.Connection, transaction, desk.Group.Number, row, slug, from, desk.Now, CopyOf(row.Kind, draft, desk.Today));
        foreach (var (id, clean) in pictures) PublicPosts.PutPicture(desk.Connection, transaction, row.Id, id, clean);
        PublicPosts.KeepPictures(desk.Connection, transaction, row.Id, draft.Pictures.Select(p => p.File));
        if (row.Kind == PostKind.Person)
        {
            PublicPosts.PutConsents(desk.Connection, transaction, row.Id, draft.Consents.Where(c => c.Value.Until >= Months.DayNumber(desk.Today)).ToDictionary());
            foreach (var (id, room) in cases) CasePublicity.Link(desk.Options.Installation, desk.Connection, transaction, id, room, row.Id);
        }
        desk.Write(transaction, row.Id, draft with { Slug = slug, Texts = draft.Texts.ToDictionary(t => t.Key, t => t.Value with { Correction = "" }, StringComparer.Ordinal) });
        transaction.Commit();
        GuardGate.WentOut(desk.Guard, OutgoingOf(row.Kind), row.Id, row.Version);
        return PublishRefusal.None;
    }

    /// <summary>Asks the rooms of the cases that a post touches whether it may go out as it would be read.</summary>
    public static TextStanding Ask(PressDesk desk, PostRow row, Draft draft)
    {
        var copy = CopyOf(row.Kind, draft with { Corrections = [.. draft.Corrections, new Correction(0, draft.Texts.ToDictionary(t => t.Key, t => t.Value.Correction, StringComparer.Ordinal))] }, desk.Today);
        var words = copy.Texts.Values.SelectMany(t => new[] { t.Title, t.Summary, t.Text })
            .Concat(copy.Pictures.SelectMany(p => p.Captions.Values.Append(p.Credit).Append(p.Day)))
            .Concat(copy.Corrections.SelectMany(c => c.Texts.Values)).Append(copy.Address).Append(draft.Slug).Concat(draft.Consents.Values.Select(c => c.Purpose));
        return GuardGate.Ask(desk.Guard, new OutgoingText(OutgoingOf(row.Kind), row.Id, row.Version, string.Join("\n\n", words.Where(w => w.Length > 0)),
            [.. draft.Cases.Select(Ids.Parse).OfType<UInt128>().Select(id => new CaseId(id))], desk.Address(row)));
    }

    /// <summary>How the version stands with the guard; null where its rooms weren't asked yet.</summary>
    public static TextStanding? Standing(PressDesk desk, PostRow row) =>
        GuardRows.Find(desk.Connection, null, OutgoingOf(row.Kind), row.Id, row.Version) is { State: "open" } ask ? GuardGate.Standing(desk.Connection, ask, desk.Now) : null;

    private static OutgoingKind OutgoingOf(PostKind kind) => kind switch
    {
        PostKind.Campaign => OutgoingKind.Campaign,
        PostKind.Newsletter => OutgoingKind.Newsletter,
        PostKind.News or PostKind.Page or PostKind.How or PostKind.Contact or PostKind.Person => OutgoingKind.Post,
    };

    /// <summary>Takes a post back altogether; what names somebody inside that it was about is held back too.</summary>
    /// <returns>How many other posts are held back.</returns>
    public static int Withdraw(PressDesk desk, PostRow row, Draft draft)
    {
        var (before, others) = (PublicPosts.Of(desk.Connection, row.Id), PublicPosts.Raw(desk.Connection, desk.Group.Number));
        using var transaction = desk.Connection.BeginTransaction();
        PostRows.TryMove(desk.Connection, transaction, row, PostState.Withdrawn, row.Reader);
        PublicPosts.Withdraw(desk.Connection, transaction, row.Id, desk.Now);
        desk.Write(transaction, row.Id, draft with { Consents = new Dictionary<string, Consent>(StringComparer.Ordinal) });
        var held = row.Kind == PostKind.Person && before is not null ? HoldMentions(desk, transaction, others, row.Id, before.Post) : 0;
        transaction.Commit();
        return held;
    }

    /// <summary>Takes one item of somebody inside off everything that is public, at once.</summary>
    /// <returns>How many other posts are held back, because they name whoever's name may no longer be read.</returns>
    public static int WithdrawItem(PressDesk desk, PostRow row, Draft draft, string item)
    {
        var consents = draft.Consents.Where(c => c.Key != item).ToDictionary(StringComparer.Ordinal);
        if (consents.Count == 0) return Withdraw(desk, row, draft);
        var (before, others) = (PublicPosts.Of(desk.Connection, row.Id), PublicPosts.Raw(desk.Connection, desk.Group.Number));
        using var transaction = desk.Connection.BeginTransaction();
        PublicPosts.DropConsent(desk.Connection, transaction, row.Id, item);
        var held = 0;
        if (before is not null)
        {
            // What isn't read any more doesn't lie here any more.
            PublicPosts.Cut(desk.Connection, transaction, row.Id, PublicPosts.Allowed(before.Post, i => i != item), desk.Now);
            if (item == Items.Picture) PublicPosts.KeepPictures(desk.Connection, transaction, row.Id, []);
            if (item == Items.Name) held = HoldMentions(desk, transaction, others, row.Id, before.Post);
        }
        desk.Write(transaction, row.Id, draft with { Consents = consents });
        transaction.Commit();
        return held;
    }

    /// <summary>The copy for the public: of somebody inside, without what they didn't agree to.</summary>
    public static PublicPost CopyOf(PostKind kind, Draft draft, LocalDate today)
    {
        var copy = new PublicPost
        {
            Texts = draft.Texts.ToDictionary(t => t.Key, t => t.Value with { Correction = "" }, StringComparer.Ordinal),
            Pictures = [.. draft.Pictures.Select(p => new PublicPicture(p.File, p.Captions, p.Credit, p.Day, p.Width, p.Height))],
            Campaign = draft.Campaign, Goal = draft.Goal, Address = draft.Address, Birthday = draft.Birthday, Corrections = draft.Corrections,
        };
        return kind == PostKind.Person
            ? PublicPosts.Allowed(copy, item => draft.Consents.TryGetValue(item, out var consent) && consent.Until >= Months.DayNumber(today))
            : copy;
    }

    private static Draft WithCorrections(Draft draft, LocalDate today)
    {
        var texts = draft.Texts.Where(t => t.Value.Correction.Length > 0).ToDictionary(t => t.Key, t => t.Value.Correction, StringComparer.Ordinal);
        return texts.Count == 0 ? draft : draft with { Corrections = [.. draft.Corrections, new Correction(Months.DayNumber(today), texts)] };
    }

    private static string SlugOf(DbConnection connection, PostRow row, Draft draft)
    {
        if (row.Kind is PostKind.How or PostKind.Contact) return $"{PostRows.Word(row.Kind)}-{Ids.Text(row.Id)[..8]}";
        var title = draft.Texts.TryGetValue("en", out var english) && english.Title.Length > 0 ? english.Title : draft.Texts.Values.Select(t => t.Title).FirstOrDefault("");
        var wanted = draft.Slug.Length > 0 ? draft.Slug : PostSlug.Of(title);
        if (wanted.Length == 0) wanted = "post";
        var slug = wanted;
        for (var number = 2; PublicPosts.IsTaken(connection, slug, row.Id); number++) slug = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{wanted}-{number}");
        return slug;
    }

    /// <summary>Holds back each post that names somebody in plain words: any spelling, and whatever ending their surname takes.</summary>
    private static int HoldMentions(PressDesk desk, DbTransaction transaction, IReadOnlyList<PublicRow> others, UInt128 person, PublicPost theirs)
    {
        var stems = theirs.Texts.Values.SelectMany(t => NameStems(t.Title)).ToHashSet(StringComparer.Ordinal);
        if (stems.Count == 0) return 0;
        var held = 0;
        foreach (var other in others)
        {
            if (other.Id == person || other.Kind == PostKind.Person || !Names(other.Post, stems)) continue;
            PublicPosts.SetHeld(desk.Connection, transaction, other.Id, true, desk.Now);
            held++;
        }
        return held;
    }

    private static bool Names(PublicPost post, HashSet<string> stems)
    {
        var words = post.Texts.Values.SelectMany(t => new[] { t.Title, t.Summary, t.Text }).Concat(post.Pictures.SelectMany(p => p.Captions.Values.Append(p.Credit)))
            .Concat(post.Corrections.SelectMany(c => c.Texts.Values));
        return words.SelectMany(Words).Any(word => stems.Any(stem => word.StartsWith(stem, StringComparison.Ordinal)));
    }

    /// <summary>The words of a name that can tell whose it is, without what grammar changes at their end.</summary>
    private static IEnumerable<string> NameStems(string name) => Words(name).TakeLast(1).Where(w => w.Length >= 4).Select(w => w.Length > 5 ? w[..^2] : w[..^1]);

    private static IEnumerable<string> Words(string text)
    {
        for (var at = 0; at < text.Length; at += NameSearch.MaxLength - 40)
            foreach (var word in NameSearch.KeyOf(text.Substring(at, Math.Min(NameSearch.MaxLength, text.Length - at))).Split(' ', StringSplitOptions.RemoveEmptyEntries))
                yield return word;
    }
}
