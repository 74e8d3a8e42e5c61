namespace Poruka.Shell;

/// <summary>
/// Marks a route whose address is the proof: mail programs post to it without a form of ours (RFC 8058, section 3.1). It must do nothing
/// but what its token was made for.
/// </summary>
public sealed class TokenInAddress
{
    private TokenInAddress()
    {
    }

    /// <summary>The mark.</summary>
    public static TokenInAddress Instance { get; } = new();
}
