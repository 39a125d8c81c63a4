using Microsoft.AspNetCore.Mvc.RazorPages;
using SecureIntake.Portal.Access;

namespace SecureIntake.Portal.Frame;

/// <summary>Where a member starts: what waits for them.</summary>
[Requires(Capability.OwnAccount)]
internal sealed class HomePage : PageModel;
