using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace SecureIntake.Sealing.Documents;

/// <summary>What a gate's key is for: one desk week, <c>2026-W48</c>, or one case, 32 hex digits. The two spellings cannot be taken for each other.</summary>
[JsonConverter(typeof(GateScopeConverter))]
public readonly record struct GateScope
{
    private readonly string? _text;

    private GateScope(string text) => _text = text;

    /// <summary>What arrived in this week and stands on the desk.</summary>
    public static GateScope Of(Week week) => new(week.ToString());

    /// <summary>What was granted in this case.</summary>
    public static GateScope Of(OpaqueId @case) => new(@case.ToString());

    /// <summary>Reads either spelling.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out GateScope scope)
    {
        bool ok = Week.TryParse(text, out _) || OpaqueId.TryParse(text, out _);
        scope = ok ? new GateScope(text!) : default;
        return ok;
    }

    /// <summary>The one spelling; safe as a file's name.</summary>
    public override string ToString() => _text ?? throw new InvalidOperationException("This scope was never set.");
}

/// <summary><see cref="GateScope"/>: a week or an id.</summary>
public sealed class GateScopeConverter : TextConverter<GateScope>
{
    protected override bool TryParse(string text, out GateScope value) => GateScope.TryParse(text, out value);
    protected override string Format(GateScope value) => value.ToString();
}
