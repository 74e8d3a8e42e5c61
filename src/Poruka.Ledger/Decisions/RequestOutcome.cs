namespace Poruka.Ledger;

/// <summary>What became of something that was done to a request.</summary>
public enum RequestOutcome
{
    /// <summary>It is done, and the request stands where it stood, or one step on.</summary>
    Done,

    /// <summary>With this the request is approved: its money is reserved.</summary>
    Approved,

    /// <summary>With this it goes to a vote.</summary>
    WentToVote,

    /// <summary>With this it is ratified.</summary>
    Ratified,

    /// <summary>The same was done before; nothing changed.</summary>
    AlreadyDone,

    /// <summary>It stands where this can't be done, or no more.</summary>
    NotNow,

    /// <summary>Only trustees do this.</summary>
    NotATrustee,

    /// <summary>Nobody decides on their own request.</summary>
    OwnRequest,

    /// <summary>It is for their next of kin.</summary>
    NextOfKin,

    /// <summary>They declared that they are tied to it.</summary>
    Tied,

    /// <summary>They are frozen.</summary>
    Frozen,

    /// <summary>The money that is free doesn't reach; it keeps its approvals and waits.</summary>
    NotEnoughMoney,

    /// <summary>It is above what one trustee may release.</summary>
    AboveEmergency,

    /// <summary>It is above the ceiling of its purpose.</summary>
    AboveCeiling,

    /// <summary>It is above the share of the cost that the rules allow.</summary>
    AboveShare,

    /// <summary>The deadline for asking is over.</summary>
    TooLate,

    /// <summary>It is asked only by who made the request.</summary>
    NotYours,

    /// <summary>Who paid doesn't vouch for their own evidence, nor who asked for the payment.</summary>
    NeedsAnother,
}

/// <summary>What somebody does to a request.</summary>
public enum RequestAct
{
    /// <summary>Sends it.</summary>
    Submit,

    /// <summary>Has read the evidence: it is complete, and the window opens.</summary>
    Verify,

    /// <summary>Sends it back to be completed.</summary>
    SendBack,

    /// <summary>Approves, or ratifies what was released at once.</summary>
    Approve,

    /// <summary>Objects.</summary>
    Oppose,

    /// <summary>Stays out: for their next of kin.</summary>
    DeclareKin,

    /// <summary>Stays out: tied in another way.</summary>
    DeclareTie,

    /// <summary>Votes for it.</summary>
    VoteYes,

    /// <summary>Votes against it.</summary>
    VoteNo,

    /// <summary>Is present at the vote, and neither.</summary>
    Abstain,

    /// <summary>Releases the money at once, alone.</summary>
    Release,

    /// <summary>Takes the request back.</summary>
    Withdraw,

    /// <summary>Has paid it.</summary>
    Pay,

    /// <summary>Has the evidence that it was spent.</summary>
    Evidence,

    /// <summary>Closes it.</summary>
    Close,

    /// <summary>Nobody does anything, but time has passed.</summary>
    Look,
}
