using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace SecureIntake.EndToEnd.Tests.Canary;

/// <summary>A planted text in every form in which a careless program could leave it.</summary>
public sealed class Needle
{
    private readonly List<(string Form, byte[] Bytes)> _forms = [];

    public Needle(string text)
    {
        Text = text;
        foreach (string spelling in new[] { text, text.ToUpperInvariant(), text.ToLowerInvariant() }.Distinct(StringComparer.Ordinal))
        {
            byte[] utf8 = Encoding.UTF8.GetBytes(spelling);
            Add("clear", utf8);
            Add("utf-16le", Encoding.Unicode.GetBytes(spelling));
            Add("utf-16be", Encoding.BigEndianUnicode.GetBytes(spelling));
            Add("hex", Encoding.ASCII.GetBytes(Convert.ToHexString(utf8)));
            Add("hex", Encoding.ASCII.GetBytes(Convert.ToHexStringLower(utf8)));
            Add("percent", Encoding.ASCII.GetBytes(Uri.EscapeDataString(spelling)));
            Add("json", Encoding.ASCII.GetBytes(JsonSerializer.Serialize(spelling).Trim('"')));
            Add("html", Encoding.ASCII.GetBytes(HtmlEncoder.Default.Encode(spelling)));
            foreach (byte[] raw in new[] { utf8, Encoding.Unicode.GetBytes(spelling) })
                AddBase64(raw);
        }
    }

    public string Text { get; }

    /// <summary>Every form; the same bytes stand once.</summary>
    public IReadOnlyList<(string Form, byte[] Bytes)> Forms => _forms;

    private void AddBase64(byte[] raw)
    {
        // Base64 depends on the position modulo 3: the letters that also encode a neighbour are left off.
        for (int shift = 0; shift < 3; shift++)
        {
            byte[] shifted = [.. new byte[shift], .. raw];
            string encoded = Convert.ToBase64String(shifted).TrimEnd('=');
            int from = shift == 0 ? 0 : shift + 1;
            int whole = shifted.Length / 3 * 4;
            string inner = encoded[from..whole];
            Add("base64", Encoding.ASCII.GetBytes(inner));
            Add("base64url", Encoding.ASCII.GetBytes(inner.Replace('+', '-').Replace('/', '_')));
        }
    }

    private void Add(string form, byte[] bytes)
    {
        if (_forms.TrueForAll(known => !known.Bytes.AsSpan().SequenceEqual(bytes)))
            _forms.Add((form, bytes));
    }
}
