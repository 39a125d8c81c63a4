using Microsoft.AspNetCore.Mvc.RazorPages;
using SecureIntake.Portal.Access;

namespace SecureIntake.Portal.SignIn;

/// <summary>The door.</summary>
[Anonymous]
internal sealed class SignInPage : PageModel;
