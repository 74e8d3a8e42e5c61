using System.Text.Json;
using System.Text.Json.Serialization;
using NodaTime;
using Poruka.Casework;

namespace Poruka.Cases;

/// <summary>A sheet: what stands in the fields of a section, by the fields' names.</summary>
public sealed class Sheet : Dictionary<string, string>
{
    public Sheet() : base(StringComparer.Ordinal)
    {
    }

    /// <summary>A field; empty where nothing was written.</summary>
    public string Get(string name) => GetValueOrDefault(name, "");

    private string GetValueOrDefault(string name, string other) => TryGetValue(name, out var value) ? value : other;
}

/// <summary>How facts, sheets, tasks and watches are written before they are sealed.</summary>
[JsonSourceGenerationOptions(
    UseStringEnumConverter = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
    Converters = [typeof(InstantJson), typeof(FactIdJson)])]
[JsonSerializable(typeof(Fact))]
[JsonSerializable(typeof(Sheet))]
[JsonSerializable(typeof(CaseHead))]
[JsonSerializable(typeof(MassActionBody))]
[JsonSerializable(typeof(TaskBody))]
[JsonSerializable(typeof(WatchBody))]
[JsonSerializable(typeof(PlaybookBody))]
[JsonSerializable(typeof(CaseFileHead))]
internal sealed partial class CaseJson : JsonSerializerContext;

/// <summary>A moment as seconds since 1970.</summary>
internal sealed class InstantJson : JsonConverter<Instant>
{
    public override Instant Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        Instant.FromUnixTimeSeconds(reader.GetInt64());

    public override void Write(Utf8JsonWriter writer, Instant value, JsonSerializerOptions options) =>
        writer.WriteNumberValue(value.ToUnixTimeSeconds());
}

/// <summary>The id of a fact as its digits.</summary>
internal sealed class FactIdJson : JsonConverter<FactId>
{
    public override FactId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        FactId.TryParse(reader.GetString(), out var id) ? id : throw new JsonException();

    public override void Write(Utf8JsonWriter writer, FactId value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
}
