using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;

namespace SecureIntake.Cases;

/// <summary>
/// A random 128-bit id of one kind of thing, written as 32 lower-case hex digits. The type parameter keeps the id of a part from being
/// taken for the id of a member. It carries no order and no time (no UUIDv7, no counter).
/// </summary>
/// <typeparam name="TOf">What the id names.</typeparam>
[TypeConverter(typeof(IdConverter))]
public readonly struct Id<TOf> : IEquatable<Id<TOf>>, ISpanParsable<Id<TOf>>
{
    private readonly UInt128 _value;
    private readonly bool _made;

    private Id(UInt128 value) => (_value, _made) = (value, true);

    /// <summary>The 32 hex digits.</summary>
    /// <exception cref="InvalidOperationException">The id is <c>default</c>: it names nothing.</exception>
    public string Text => _made
        ? _value.ToString("x32", CultureInfo.InvariantCulture)
        : throw new InvalidOperationException("An id that was never given.");

    /// <summary>A fresh random id.</summary>
    public static Id<TOf> New(RandomNumberGenerator random)
    {
        Span<byte> bytes = stackalloc byte[16];
        random.GetBytes(bytes);
        return new(System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(bytes));
    }

    /// <summary>Reads the one spelling: 32 lower-case hex digits.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out Id<TOf> id)
    {
        bool ok = UInt128.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value)
            && value.ToString("x32", CultureInfo.InvariantCulture) == text;
        id = ok ? new(value) : default;
        return ok;
    }

    /// <summary>Reads an id that this program wrote.</summary>
    /// <exception cref="FormatException">It is not 32 lower-case hex digits.</exception>
    public static Id<TOf> Parse(string text) => TryParse(text, out var id) ? id : throw new FormatException("Not an id.");

    /// <inheritdoc/>
    public bool Equals(Id<TOf> other) => _value == other._value && _made == other._made;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Id<TOf> other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => _value.GetHashCode();

    /// <summary>The 32 hex digits; empty for <c>default</c>, so that a log line never throws.</summary>
    public override string ToString() => _made ? Text : "";

    public static bool operator ==(Id<TOf> left, Id<TOf> right) => left.Equals(right);

    public static bool operator !=(Id<TOf> left, Id<TOf> right) => !left.Equals(right);

    static Id<TOf> IParsable<Id<TOf>>.Parse(string s, IFormatProvider? provider) => Parse(s);

    static bool IParsable<Id<TOf>>.TryParse(string? s, IFormatProvider? provider, out Id<TOf> result) => TryParse(s, out result);

    static Id<TOf> ISpanParsable<Id<TOf>>.Parse(ReadOnlySpan<char> s, IFormatProvider? provider) => Parse(s.ToString());

    static bool ISpanParsable<Id<TOf>>.TryParse(ReadOnlySpan<char> s, IFormatProvider? provider, out Id<TOf> result) =>
        TryParse(s.ToString(), out result);
}

/// <summary>Lets ids be job arguments and configuration values; without it Hangfire stores an id as <c>{}</c>.</summary>
internal sealed class IdConverter(Type type) : TypeConverter
{
    public override bool CanConvertFrom(ITypeDescriptorContext? context, Type sourceType) => sourceType == typeof(string);

    public override bool CanConvertTo(ITypeDescriptorContext? context, Type? destinationType) => destinationType == typeof(string);

    public override object? ConvertFrom(ITypeDescriptorContext? context, CultureInfo? culture, object value) =>
        type.GetMethod(nameof(Id<>.Parse), [typeof(string)])!.Invoke(null, [value]);

    public override object? ConvertTo(ITypeDescriptorContext? context, CultureInfo? culture, object? value, Type destinationType) =>
        value?.ToString();
}
