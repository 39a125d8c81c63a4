using Microsoft.EntityFrameworkCore;
using SecureIntake.Portal.Staff;

namespace SecureIntake.Portal.Auditing;

/// <summary>Pseudonyms by member id.</summary>
internal sealed class MemberNames
{
    private readonly IReadOnlyDictionary<string, string> _names;

    private MemberNames(IReadOnlyDictionary<string, string> names) => _names = names;

    public static async Task<MemberNames> ReadAsync(StaffContext staff, CancellationToken cancel) =>
        new(await staff.Members.AsNoTracking().OrderBy(m => m.UserName).ToDictionaryAsync(m => m.Id, m => m.UserName ?? "", StringComparer.Ordinal, cancel));

    /// <summary>All of them, by pseudonym.</summary>
    public IEnumerable<KeyValuePair<string, string>> All => _names.OrderBy(pair => pair.Value, StringComparer.Ordinal);

    /// <summary>A pseudonym; for a bench, or one whom the portal no longer knows, the beginning of the id.</summary>
    public string Of(string member) => _names.TryGetValue(member, out string? name) ? name : member.Length > 8 ? member[..8] : member;
}
