namespace SecureIntake.Sealing.Documents;

/// <summary>Small rules that several documents share.</summary>
internal static class Rules
{
    /// <summary>Whether no two items have the same key.</summary>
    public static bool Distinct<T, TKey>(this IReadOnlyList<T> items, Func<T, TKey> key) =>
        items.Select(key).ToHashSet().Count == items.Count;

    /// <summary>Whether what the root signs lives for a legal span.</summary>
    public static bool IsLifetime(DateOnly issued, DateOnly expires) =>
        expires >= issued && expires.DayNumber - issued.DayNumber <= PolicyDocument.MaxDays;
}
