using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using SecureIntake.Portal.Access;

namespace SecureIntake.Portal.Frame;

/// <summary>What happened, what is safe, what to do, the code last.</summary>
[Anonymous, IgnoreAntiforgeryToken]
internal sealed class ErrorPage : PageModel
{
    [FromRoute]
    public int Status { get; set; }

    public string Code => Status switch
    {
        StatusCodes.Status403Forbidden => Refusal.AccessDenied.Code,
        StatusCodes.Status423Locked => Refusal.LockdownStands.Code,
        _ => Refusal.Failed(Status).Code,
    };

    public string Heading => Status switch
    {
        StatusCodes.Status403Forbidden => "This is not yours to see",
        StatusCodes.Status404NotFound => "There is no such page",
        StatusCodes.Status423Locked => "This is locked",
        StatusCodes.Status503ServiceUnavailable => "The portal cannot do this right now",
        >= 400 and < 500 => "This request was not understood",
        _ => "Something failed here",
    };

    public string Explanation => Status switch
    {
        StatusCodes.Status403Forbidden =>
            "Your roles do not include this page, or the signed directory does not list you with them. Nothing was changed.",
        StatusCodes.Status404NotFound => "It may have been moved, or the address is incomplete. Nothing was changed.",
        StatusCodes.Status423Locked =>
            "While a lockdown stands, nothing about cases is shown. Nothing was destroyed, and testimony still arrives. Come back when it is lifted.",
        StatusCodes.Status503ServiceUnavailable => "Its database or its log is away. Nothing that was accepted is lost. Try again in a minute.",
        >= 400 and < 500 => "Nothing was changed. Go back, reload the page and try again.",
        _ => "What was accepted before is safe; your last step may not have been saved. Try again in a minute.",
    };
}
