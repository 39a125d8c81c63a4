using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using SecureIntake.Sealing.Age;
using SecureIntake.Sealing.Parts;

namespace SecureIntake.Sealing.Documents;

/// <summary>A value that documents write as a string in one spelling.</summary>
public abstract class TextConverter<T> : JsonConverter<T> where T : notnull
{
    /// <summary>Reads the one spelling.</summary>
    protected abstract bool TryParse(string text, out T value);

    /// <summary>Writes it.</summary>
    protected abstract string Format(T value);

    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && reader.GetString() is { } text && TryParse(text, out var value)
            ? value
            : throw new JsonException(); // says where, never what

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WriteStringValue(Format(value));
}

/// <summary><see cref="OpaqueId"/>: 32 lower-case hex digits.</summary>
public sealed class IdConverter : TextConverter<OpaqueId>
{
    protected override bool TryParse(string text, out OpaqueId value) => OpaqueId.TryParse(text, out value);
    protected override string Format(OpaqueId value) => value.ToString();
}

/// <summary><see cref="Bytes32"/>: base64.</summary>
public sealed class Bytes32Converter : TextConverter<Bytes32>
{
    protected override bool TryParse(string text, out Bytes32 value) => Bytes32.TryParse(text, out value!);
    protected override string Format(Bytes32 value) => value.ToString();
}

/// <summary><see cref="Signer"/>: base64 of 32 bytes.</summary>
public sealed class SignerConverter : TextConverter<Signer>
{
    protected override bool TryParse(string text, out Signer value) => Signer.TryParse(text, out value!);
    protected override string Format(Signer value) => value.ToString();
}

/// <summary><see cref="HybridRecipient"/>: <c>age1pq1…</c>.</summary>
public sealed class RecipientConverter : TextConverter<HybridRecipient>
{
    protected override bool TryParse(string text, out HybridRecipient value) => HybridRecipient.TryParse(text, out value!);
    protected override string Format(HybridRecipient value) => value.ToString();
}

/// <summary><see cref="Compartment"/>: its word.</summary>
public sealed class CompartmentConverter : TextConverter<Compartment>
{
    protected override bool TryParse(string text, out Compartment value) => Compartment.TryParse(text, out value!);
    protected override string Format(Compartment value) => value.Name;
}

/// <summary><see cref="Week"/>: <c>YYYY-Www</c>.</summary>
public sealed class WeekConverter : TextConverter<Week>
{
    protected override bool TryParse(string text, out Week value) => Week.TryParse(text, out value);
    protected override string Format(Week value) => value.ToString();
}

/// <summary>A day: <c>YYYY-MM-DD</c>, UTC.</summary>
public sealed class DayConverter : TextConverter<DateOnly>
{
    private const string Pattern = "yyyy-MM-dd";

    protected override bool TryParse(string text, out DateOnly value) =>
        DateOnly.TryParseExact(text, Pattern, CultureInfo.InvariantCulture, DateTimeStyles.None, out value);

    protected override string Format(DateOnly value) => value.ToString(Pattern, CultureInfo.InvariantCulture);
}

/// <summary>A time: <c>YYYY-MM-DDTHH:MM:SSZ</c>.</summary>
public sealed class TimeConverter : TextConverter<DateTimeOffset>
{
    private const string Pattern = "yyyy-MM-dd'T'HH:mm:ss'Z'";

    protected override bool TryParse(string text, out DateTimeOffset value) =>
        DateTimeOffset.TryParseExact(text, Pattern, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out value);

    protected override string Format(DateTimeOffset value) => value.ToUniversalTime().ToString(Pattern, CultureInfo.InvariantCulture);
}

/// <summary>An enumeration written as kebab-case words: <c>CannotTell</c> is <c>cannot-tell</c>.</summary>
public sealed class WordConverter<T>() : JsonStringEnumConverter<T>(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false)
    where T : struct, Enum;

/// <summary>Bytes of any length: base64 in its one spelling, read without a string in between, since some of them are secret.</summary>
public sealed class CanonicalBase64Converter : JsonConverter<byte[]>
{
    public override byte[] Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.String) throw new JsonException();
        var text = GC.AllocateArray<byte>(reader.HasValueSequence ? checked((int)reader.ValueSequence.Length) : reader.ValueSpan.Length, pinned: true);
        var length = reader.CopyString(text);
        var read = CanonicalBase64.TryDecode(text.AsSpan(0, length), out var bytes);
        CryptographicOperations.ZeroMemory(text);
        return read ? bytes! : throw new JsonException();
    }

    public override void Write(Utf8JsonWriter writer, byte[] value, JsonSerializerOptions options) => writer.WriteBase64StringValue(value);
}
