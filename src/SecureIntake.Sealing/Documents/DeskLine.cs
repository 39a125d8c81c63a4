using System.Text.Json.Serialization.Metadata;
using SecureIntake.Sealing.Age;

namespace SecureIntake.Sealing.Documents;

/// <summary>The recipient that one week's submissions are sealed to. Signed by leads of the policy.</summary>
/// <param name="V">1.</param>
/// <param name="Week">The week in which clients use it.</param>
/// <param name="Recipient">The desk key.</param>
/// <param name="Destroyed">The day its secret half goes: Monday of the week + <see cref="LifeDays"/>.</param>
public sealed record DeskLine(int V, Week Week, HybridRecipient Recipient, DateOnly Destroyed) : IDocumentBody<DeskLine>
{
    /// <summary>Days from the week's Monday to the destruction of its key.</summary>
    public const int LifeDays = 35;

    /// <summary>Days that must be left when a client seals.</summary>
    public const int MinDaysLeft = 21;

    public static string Kind => "desk/v1";
    public static JsonTypeInfo<DeskLine> Json => StrictJson.Types.DeskLine;

    bool IDocumentBody<DeskLine>.IsSound => V == 1 && Destroyed == Week.Monday.AddDays(LifeDays);

    /// <summary>Whether the week may be sealed to on this day: destruction is far enough away.</summary>
    public static bool IsOpenOn(Week week, DateOnly day) => week.Monday.AddDays(LifeDays - MinDaysLeft) >= day;
}
