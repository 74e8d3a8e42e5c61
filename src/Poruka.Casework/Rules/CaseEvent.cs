using System.Collections.Frozen;

namespace Poruka.Casework;

/// <summary>What can happen in a case so that a legal term begins. Its slug stands in the files of rules.</summary>
public enum CaseEvent
{
    /// <summary>Nothing begins: a standing right or allowance.</summary>
    None,

    /// <summary>Detained in fact: from this moment the person may not leave.</summary>
    Detention,

    /// <summary>Brought to a police station or before the investigator.</summary>
    Delivery,

    /// <summary>Brought to the court, or handed over to it.</summary>
    BroughtToCourt,

    /// <summary>The first appearance before a court.</summary>
    FirstAppearance,

    /// <summary>The hearing on custody.</summary>
    CustodyHearing,

    /// <summary>A court ordered custody.</summary>
    CustodyOrder,

    /// <summary>A court ordered house arrest.</summary>
    HouseArrestOrder,

    /// <summary>A custody term ran out.</summary>
    CustodyExpiry,

    /// <summary>The end of a hearing that reviewed custody.</summary>
    CustodyReview,

    /// <summary>A review of custody was asked for.</summary>
    ReviewRequest,

    /// <summary>A motion was filed.</summary>
    Motion,

    /// <summary>Charged.</summary>
    Charge,

    /// <summary>Another ruling of a court than a judgment.</summary>
    Ruling,

    /// <summary>A ruling of an investigating judge.</summary>
    JudgeRuling,

    /// <summary>A judgment was pronounced; to somebody in custody, its copy was served.</summary>
    Judgment,

    /// <summary>The written reasons of a judgment were served.</summary>
    ReasonsServed,

    /// <summary>The final decision of the country's own courts.</summary>
    FinalDecision,

    /// <summary>The record of the arrest was served.</summary>
    RecordServed,

    /// <summary>A decision in an administrative case; where the law says so, its copy was served.</summary>
    AdministrativeDecision,

    /// <summary>A complaint in an administrative case was filed.</summary>
    AdministrativeComplaint,

    /// <summary>Arrived to serve administrative arrest.</summary>
    AdministrativeArrest,

    /// <summary>A search began.</summary>
    Search,

    /// <summary>A search was ordered.</summary>
    SearchOrder,

    /// <summary>The officers entered the home.</summary>
    Entry,

    /// <summary>Things were taken away.</summary>
    Seizure,

    /// <summary>A questioning began.</summary>
    Questioning,

    /// <summary>A lawyer of one's own was asked for.</summary>
    LawyerRequest,

    /// <summary>A complaint to an authority was filed or registered there.</summary>
    Complaint,

    /// <summary>A complaint in a criminal case reached prosecutor or head of investigation.</summary>
    CaseComplaint,

    /// <summary>A complaint to a court against investigator or prosecutor was filed.</summary>
    CourtComplaint,

    /// <summary>A complaint within the prison was filed.</summary>
    PrisonComplaint,

    /// <summary>The reply to a complaint was given.</summary>
    ComplaintReply,

    /// <summary>The last reply within the prison was given.</summary>
    LastReply,

    /// <summary>The act or omission that one complains of.</summary>
    Incident,

    /// <summary>A medical examination was applied for.</summary>
    MedicalApplication,

    /// <summary>The medical conclusion was made.</summary>
    MedicalConclusion,

    /// <summary>The medical conclusion reached whoever holds the case.</summary>
    MedicalConclusionReceived,

    /// <summary>Bail was deposited.</summary>
    BailDeposit,

    /// <summary>Released from the police before charge, on bail.</summary>
    PoliceRelease,

    /// <summary>Control of mail, visits or calls was ordered.</summary>
    ControlOrder,

    /// <summary>A request was declared admissible.</summary>
    Admission,

    /// <summary>An appeal reached the higher court.</summary>
    AppealArrival,
}

/// <summary>The names of events in files.</summary>
/// <remarks>Thread-safe.</remarks>
public static class CaseEvents
{
    private static readonly FrozenDictionary<CaseEvent, string> Names =
        Enum.GetValues<CaseEvent>().ToFrozenDictionary(e => e, e => Slugs.OfName(e.ToString()));

    private static readonly FrozenDictionary<string, CaseEvent> ByName =
        Names.ToFrozenDictionary(pair => pair.Value, pair => pair.Key, StringComparer.Ordinal);

    /// <summary>All slugs, in order.</summary>
    public static IEnumerable<string> AllSlugs => Enum.GetValues<CaseEvent>().Select(Slug);

    /// <summary>The slug: <c>custody-order</c>.</summary>
    public static string Slug(this CaseEvent caseEvent) => Names[caseEvent];

    /// <summary>The event of a slug.</summary>
    public static bool TryParse(string? text, out CaseEvent caseEvent)
    {
        caseEvent = default;
        return text is not null && ByName.TryGetValue(text, out caseEvent);
    }
}
