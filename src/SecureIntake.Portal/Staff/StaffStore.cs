using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;

namespace SecureIntake.Portal.Staff;

/// <summary>Identity's store on <see cref="StaffContext"/>. Claims, logins and tokens have no tables: nothing uses them.</summary>
internal sealed class StaffStore(StaffContext context, IdentityErrorDescriber describer)
    : UserOnlyStore<StaffMember, StaffContext, string, IdentityUserClaim<string>, IdentityUserLogin<string>, IdentityUserToken<string>,
        IdentityUserPasskey<string>>(context, describer);
