using System.Globalization;
using System.Text.Json;

namespace SecureIntake.Audit.Events;

/// <summary>
/// Reads the members of an object strictly. A member that is missing, of another kind or spelled in another way gives a default value and
/// spoils the whole; a member that nobody asked for does too. So a reader asks for each that it knows, once, and looks at
/// <see cref="Complete"/> at the end. Strings must be whole, and no name may stand twice: whoever parsed saw to that.
/// </summary>
internal sealed class Members
{
    public const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss'Z'";
    public const string DayFormat = "yyyy-MM-dd";

    private const int MaxItems = 256;

    private readonly JsonElement _value;
    private readonly bool _isItem;
    private int _left;
    private bool _spoiled;

    /// <summary>The members of an object; anything else has none, and is spoilt.</summary>
    public Members(JsonElement value)
    {
        _value = value;
        _spoiled = value.ValueKind != JsonValueKind.Object;
        _left = _spoiled ? 0 : value.GetPropertyCount();
    }

    private Members(JsonElement item, bool isItem) => (_value, _isItem, _left) = (item, isItem, 1);

    /// <summary>Whether every member was asked for and every answer was good.</summary>
    public bool Complete => !_spoiled && _left == 0;

    /// <summary>A string of <paramref name="min"/> to <paramref name="max"/> UTF-16 units.</summary>
    public string Text(string name, int max, int min = 1) =>
        Good(Value(name, JsonValueKind.String)?.GetString() is { } text && text.Length >= min && text.Length <= max ? text : null) ?? "";

    /// <summary>A name of 1 to 32 small letters, digits and hyphens.</summary>
    public string Word(string name)
    {
        var text = Text(name, 32);
        return Good(text.All(c => c is (>= 'a' and <= 'z') or (>= '0' and <= '9') or '-') ? text : null) ?? "";
    }

    public LogId Id(string name) => IdOf(Text(name, 32));

    /// <summary>An id, or <c>null</c> for the one word that may stand in its place.</summary>
    public LogId? IdOr(string name, string word) => Text(name, 32) is var text && text == word ? null : IdOf(text);

    public Bytes32 Bytes32(string name) => Good(Audit.Bytes32.TryParse(Text(name, 44), out var bytes) ? bytes : (Bytes32?)null) ?? default;

    public byte[] Bytes(string name, int length) => Good(StrictBase64.TryDecode(Text(name, length * 2), out var bytes) && bytes.Length == length ? bytes : null) ?? [];

    public Nonce Nonce(string name) => Good(Events.Nonce.TryParse(Text(name, 24), out var nonce) ? nonce : (Nonce?)null) ?? default;

    public T OneOf<T>(string name) where T : struct, Enum => Good(Words.TryParse<T>(Text(name, 32), out var value) ? value : (T?)null) ?? default;

    public DateOnly Day(string name) =>
        Good(DateOnly.TryParseExact(Text(name, 10), DayFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : (DateOnly?)null) ?? default;

    public DateTimeOffset Time(string name) =>
        Good(DateTimeOffset.TryParseExact(Text(name, 20), TimeFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? time : (DateTimeOffset?)null) ?? default;

    public int Integer(string name, int min, int max) =>
        Good(Value(name, JsonValueKind.Number) is { } value && value.TryGetInt32(out var number) && number >= min && number <= max ? number : (int?)null) ?? min;

    /// <summary>An object, all of whose members <paramref name="read"/> asks for.</summary>
    public T Object<T>(string name, Func<Members, T> read)
    {
        var inner = new Members(Value(name, JsonValueKind.Object) ?? default);
        var value = read(inner);
        Require(inner.Complete);
        return value;
    }

    /// <summary>Requires a member to have one value.</summary>
    public void Fixed(string name, string value) => Good(Text(name, value.Length + 1) == value ? value : null);

    public IReadOnlyList<LogId> Ids(string name) => Distinct(Items(name, 1, item => item.Id("")));

    public IReadOnlyList<Bytes32> Digests(string name) => Distinct(Items(name, 1, item => item.Bytes32("")));

    /// <summary>An array of objects.</summary>
    public IReadOnlyList<T> Objects<T>(string name, int min, Func<Members, T> read) => Items(name, min, item => item.Object("", read));

    /// <summary>An array, each item of which is read as the member <c>""</c> of its own.</summary>
    public IReadOnlyList<T> Items<T>(string name, int min, Func<Members, T> read)
    {
        if (Good(Value(name, JsonValueKind.Array)) is not { } array) return [];
        Require(array.GetArrayLength() >= min && array.GetArrayLength() <= MaxItems);
        var values = new List<T>();
        foreach (var item in array.EnumerateArray())
        {
            var single = new Members(item, isItem: true);
            values.Add(read(single));
            Require(single.Complete);
        }
        return values;
    }

    public IReadOnlyList<T> Distinct<T>(IReadOnlyList<T> values)
    {
        Require(values.Distinct().Count() == values.Count);
        return values;
    }

    public void Require(bool condition) => _spoiled |= !condition;

    private LogId IdOf(string text) => Good(LogId.TryParse(text, out var id) ? id : (LogId?)null) ?? default;

    private JsonElement? Value(string name, JsonValueKind kind)
    {
        var value = _value;
        if (!_isItem && (_spoiled || !_value.TryGetProperty(name, out value))) return null;
        _left--;
        return value.ValueKind == kind ? value : null;
    }

    private T? Good<T>(T? value) where T : class
    {
        Require(value is not null);
        return value;
    }

    private T? Good<T>(T? value) where T : struct
    {
        Require(value is not null);
        return value;
    }
}
