using System.Text.Json;

namespace SecureIntake.Examination.Documents;

/// <summary>What a PDF's objects say, read from <c>qpdf --json=2</c>; the objects come from a hostile file.</summary>
internal sealed class PdfFacts
{
    // What a PDF may do by itself or carry beside its pages: ISO 32000-2, 12.6.4, 7.11.4 and 12.7.8.
    private static readonly string[] ActiveNames = ["/JavaScript", "/OpenAction", "/AA", "/Launch", "/EmbeddedFile", "/XFA"];

    private readonly JsonElement _objects;
    private readonly SortedSet<string> _active = new(StringComparer.Ordinal);

    private PdfFacts(JsonElement objects, int pages, bool encrypted)
    {
        _objects = objects;
        Pages = pages;
        Encrypted = encrypted;
    }

    public int Pages { get; }

    public bool Encrypted { get; }

    /// <summary>The active names that occur, without slash, in ordinal order.</summary>
    public IReadOnlyCollection<string> Active => _active;

    public string? Producer { get; private set; }

    public string? Creator { get; private set; }

    public DateOnly? Created { get; private set; }

    public DateOnly? Modified { get; private set; }

    /// <summary>Null when this is not the JSON of a PDF.</summary>
    public static PdfFacts? Parse(ReadOnlyMemory<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            var root = document.RootElement;
            var objects = root.GetProperty("qpdf")[1];
            var facts = new PdfFacts(objects, root.GetProperty("pages").GetArrayLength(),
                root.GetProperty("encrypt").GetProperty("encrypted").GetBoolean());
            facts.Collect(objects);
            facts.ReadInformation();
            return facts;
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or IndexOutOfRangeException)
        {
            return null;
        }
    }

    private void Collect(JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var member in element.EnumerateObject())
                {
                    if (!member.NameEquals("/OpenAction") || IsAction(member.Value))
                        Meet(member.Name);
                    Collect(member.Value);
                }
                break;
            case JsonValueKind.Array:
                foreach (var item in element.EnumerateArray())
                    Collect(item);
                break;
            case JsonValueKind.String:
                Meet(element.GetString()!);
                break;
        }
    }

    // qpdf has resolved escapes in names, and text begins with "u:" or "b:", so it cannot be mistaken for a name.
    private void Meet(string name)
    {
        if (name is "/JS")
            _active.Add("JavaScript");
        else if (name is "/EmbeddedFiles")
            _active.Add("EmbeddedFile");
        else if (Array.IndexOf(ActiveNames, name) >= 0)
            _active.Add(name[1..]);
    }

    /// <summary>An array is a place to scroll to, and so is the action GoTo: harmless, and in every other file.</summary>
    private bool IsAction(JsonElement value)
    {
        var action = Resolve(value);
        return action.ValueKind == JsonValueKind.Object
            && !(action.TryGetProperty("/S", out var kind) && kind.ValueKind == JsonValueKind.String && kind.ValueEquals("/GoTo"));
    }

    private void ReadInformation()
    {
        if (!_objects.TryGetProperty("trailer", out var trailer) || !trailer.GetProperty("value").TryGetProperty("/Info", out var reference))
            return;
        var information = Resolve(reference);
        if (information.ValueKind != JsonValueKind.Object)
            return;
        Producer = Text(information, "/Producer");
        Creator = Text(information, "/Creator");
        Created = PdfDate.Parse(Text(information, "/CreationDate"));
        Modified = PdfDate.Parse(Text(information, "/ModDate"));
    }

    /// <summary>What a reference "7 0 R" points at; anything else is itself.</summary>
    private JsonElement Resolve(JsonElement value) =>
        value.ValueKind == JsonValueKind.String && value.GetString()!.EndsWith(" R", StringComparison.Ordinal)
            && _objects.TryGetProperty("obj:" + value.GetString(), out var target) && target.TryGetProperty("value", out var pointed)
            ? pointed
            : value;

    private string? Text(JsonElement dictionary, string name) =>
        dictionary.TryGetProperty(name, out var value) && Resolve(value) is { ValueKind: JsonValueKind.String } text
            && text.GetString()!.StartsWith("u:", StringComparison.Ordinal) && text.GetString()!.Length > 2
            ? text.GetString()![2..]
            : null;
}
