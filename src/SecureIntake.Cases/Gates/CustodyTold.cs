using SecureIntake.Sealing.Gates;

namespace SecureIntake.Cases.Gates;

/// <summary>Where a request for a source stands with the gates that answered.</summary>
/// <param name="Custody">The latest beginning, the earliest end and the most vetoes that any of them says: when every one of them gives.</param>
/// <param name="All">Whether every gate answered. One that did not must be told again: it knows neither this request nor this veto.</param>
public sealed record CustodyTold(GateCustody Custody, bool All)
{
    /// <summary>From what some of so many gates said.</summary>
    internal static CustodyTold Of(IReadOnlyList<GateCustody> told, int gates) => new(
        new GateCustody(told.Max(one => one.From), told.Min(one => one.Until), told.Max(one => one.Vetoes)), told.Count == gates);
}
