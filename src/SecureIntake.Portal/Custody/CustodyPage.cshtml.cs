using System.Text.Json;
using Microsoft.AspNetCore.Mvc.RazorPages;
using SecureIntake.Portal.Access;
using SecureIntake.Portal.Auditing;
using SecureIntake.Portal.Gates;
using SecureIntake.Portal.Staff;

namespace SecureIntake.Portal.Custody;

/// <summary>Who asks for which source, and why: for those who can say that it should not be opened now.</summary>
[Requires(Capability.VetoCustody)]
internal sealed class CustodyPage(CustodyRequests requests, GateDoor gate, StaffContext staff, TimeProvider time) : PageModel
{
    private static readonly JsonSerializerOptions Web = new(JsonSerializerDefaults.Web);

    /// <param name="Request">The request.</param>
    /// <param name="State">How far it is.</param>
    /// <param name="By">Who asks.</param>
    /// <param name="VetoedBy">Who vetoed.</param>
    /// <param name="Proof">Its entry with the proof, for the reader's browser, where the reader can veto; otherwise null.</param>
    internal sealed record Line(CustodyRequest Request, CustodyState State, string By, IReadOnlyList<string> VetoedBy, string? Proof);

    public IReadOnlyList<Line> Lines { get; private set; } = [];

    public async Task OnGetAsync(CancellationToken cancel)
    {
        var names = await MemberNames.ReadAsync(staff, cancel);
        string member = User.Member().Text;
        var now = time.GetUtcNow();
        Lines =
        [
            .. (await requests.StandingAsync(null, cancel)).Select(request => new Line(
                request, request.StateAt(now), names.Of(request.Act.Stamp.By.ToString()), [.. request.VetoedBy.Select(by => names.Of(by.ToString()))],
                request.IsBy(member) || request.IsVetoedBy(member) ? null : JsonSerializer.Serialize(gate.Prove(request.Index), Web))),
        ];
    }
}
