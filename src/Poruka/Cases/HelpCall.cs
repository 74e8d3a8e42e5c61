using System.Text.Json;
using System.Text.Json.Serialization;
using NodaTime;

namespace Poruka.Cases;

/// <summary>How far a call for help is.</summary>
public enum CallState
{
    /// <summary>Nobody has read it yet.</summary>
    New,

    /// <summary>Somebody has read it.</summary>
    Seen,

    /// <summary>It was answered.</summary>
    Answered,

    /// <summary>It has become a case, or part of one.</summary>
    Handed,

    /// <summary>Nothing more is to be done.</summary>
    Closed,
}

/// <summary>A call for help that came by the public form, as the server knows it: without what it says.</summary>
/// <param name="Id">Its id; also the subject of its shred salt.</param>
/// <param name="Organisation">The group that it came to.</param>
/// <param name="Code">What members call it: <c>C-7K2M9Q</c>.</param>
/// <param name="CameOn">The day on which it came.</param>
/// <param name="State">How far it is.</param>
/// <param name="AnswersTo">The key that answers are sealed to.</param>
public sealed record HelpCall(UInt128 Id, long Organisation, string Code, LocalDate CameOn, CallState State, byte[] AnswersTo);

/// <summary>What somebody wrote, first or later. Lies sealed in the room for what comes in, as one field.</summary>
public sealed record CallText
{
    /// <summary>What happened.</summary>
    public string What { get; init; } = "";

    /// <summary>Whom it is about; may be empty.</summary>
    public string Who { get; init; } = "";

    /// <summary>Where they are, or may be; may be empty.</summary>
    public string Where { get; init; } = "";

    /// <summary>How to reach the writer; empty where the code alone is to do.</summary>
    public string Contact { get; init; } = "";

    /// <summary>The language of the page that it was written on.</summary>
    public string Language { get; init; } = "";
}

/// <summary>A message of a call's thread, opened.</summary>
/// <param name="Number">From 1.</param>
/// <param name="IsAnswer">Whether a member wrote it.</param>
/// <param name="WrittenOn">The day.</param>
/// <param name="Text">What it says; null where it doesn't open any more.</param>
public sealed record CallMessage(long Number, bool IsAnswer, LocalDate WrittenOn, CallText? Text);

/// <summary>A file that came with a call, its name opened.</summary>
public sealed record CallFile(UInt128 Id, string Name, long Size);

/// <summary>How messages are written: UTF-8 JSON.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(CallText))]
internal sealed partial class CallJson : JsonSerializerContext
{
    public static byte[] Write(CallText text) => JsonSerializer.SerializeToUtf8Bytes(text, Default.CallText);

    public static CallText Read(byte[] bytes) => JsonSerializer.Deserialize(bytes, Default.CallText)!;
}
