using Microsoft.AspNetCore.Mvc.RazorPages;
using SecureIntake.Portal.Access;

namespace SecureIntake.Portal.Enrolment;

/// <summary>Where an enrolment link leads. The token stands in the fragment, which never reaches the server by itself.</summary>
[Anonymous]
internal sealed class EnrolPage : PageModel;
