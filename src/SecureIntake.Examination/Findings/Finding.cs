using System.Text.Json;

namespace SecureIntake.Examination.Findings;

/// <summary>
/// One result of one check: a code of the closed set in <see cref="FindingCode"/>, a level and values. Never a sentence: the
/// reader's browser makes that, in the reader's language.
/// </summary>
/// <remarks>
/// Values may quote the document. A finding is therefore sealed like the document, and neither it nor its values may enter a log,
/// a job argument or an exception.
/// </remarks>
public sealed class Finding
{
    private readonly KeyValuePair<string, string>[] _values;

    internal Finding(FindingCode code, Level level, KeyValuePair<string, string>[] values)
    {
        Code = code;
        Level = level;
        _values = values;
    }

    public FindingCode Code { get; }

    public Level Level { get; }

    /// <summary>In the order in which <see cref="FindingCode"/> declares them.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Values => _values;

    /// <summary>The value of that name.</summary>
    /// <exception cref="KeyNotFoundException">The code declares no such value at this level.</exception>
    public string this[string name] => Array.Find(_values, v => string.Equals(v.Key, name, StringComparison.Ordinal)).Value
        ?? throw new KeyNotFoundException(name);

    /// <summary>Writes <c>{"check":…,"level":…,"values":{…}}</c>, the member shape of <c>finding.json</c>.</summary>
    public void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("check", Code.Name);
        writer.WriteString("level", Level.ToWire());
        writer.WriteStartObject("values");
        foreach (var (name, value) in _values)
            writer.WriteString(name, value);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    /// <summary>Code and level only, so that a careless log line carries no content.</summary>
    public override string ToString() => $"{Code.Name} {Level.ToWire()}";
}
