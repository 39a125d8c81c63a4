using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using SecureIntake.Cases.Storage;
using SecureIntake.Portal.Access;
using SecureIntake.Portal.SignIn;

namespace SecureIntake.Portal.Staff;

/// <summary>Sets up ASP.NET Core Identity for staff: pseudonyms, passkeys, strict cookies.</summary>
internal static class StaffAccounts
{
    private static readonly TimeSpan SessionLength = TimeSpan.FromHours(8);

    /// <summary>Adds the store, Identity, the session cookie and the key ring that protects it.</summary>
    public static void AddStaffAccounts(this IServiceCollection services)
    {
        services.AddStore<StaffContext>(StaffContext.StoreName);
        services.AddIdentityCore<StaffMember>(identity =>
            {
                identity.Stores.SchemaVersion = IdentitySchemaVersions.Version3;
                identity.User.AllowedUserNameCharacters = "abcdefghijklmnopqrstuvwxyz0123456789-";
                // The password is 32 bytes that the browser derived with Argon2id: rules about its characters would test nothing.
                identity.Password = new PasswordOptions
                {
                    RequiredLength = 44,
                    RequireDigit = false,
                    RequireLowercase = false,
                    RequireNonAlphanumeric = false,
                    RequireUppercase = false,
                };
                identity.Lockout.MaxFailedAccessAttempts = 10;
                identity.Lockout.DefaultLockoutTimeSpan = TimeSpan.FromMinutes(5);
            })
            .AddSignInManager()
            .AddUserStore<StaffStore>()
            .AddClaimsPrincipalFactory<StaffPrincipals>();
        services.AddOptions<IdentityPasskeyOptions>().Configure<IOptions<PortalOptions>>((passkeys, portal) =>
        {
            passkeys.ServerDomain = portal.Value.HostName;
            passkeys.UserVerificationRequirement = "required";
            passkeys.ResidentKeyRequirement = "required";
        });
        // How soon a changed role or an ended session is noticed.
        services.Configure<SecurityStampValidatorOptions>(stamp => stamp.ValidationInterval = TimeSpan.FromMinutes(1));
        services.AddAuthentication(IdentityConstants.ApplicationScheme).AddIdentityCookies(cookies =>
        {
            cookies.ApplicationCookie!.Configure(ConfigureSession);
            cookies.TwoFactorUserIdCookie!.Configure(pending => Strict(pending.Cookie, "secureintake-ceremony"));
        });
        services.AddDataProtection().SetApplicationName("secureintake-portal");
        services.AddOptions<Microsoft.AspNetCore.DataProtection.KeyManagement.KeyManagementOptions>()
            .Configure<IOptions<StorageOptions>, ILoggerFactory>((ring, storage, loggers) => ring.XmlRepository =
                new Microsoft.AspNetCore.DataProtection.Repositories.FileSystemXmlRepository(
                    PrivateFolder(Path.Combine(storage.Value.Folder, "portal-keys")), loggers));
    }

    private static void ConfigureSession(Microsoft.AspNetCore.Authentication.Cookies.CookieAuthenticationOptions session)
    {
        Strict(session.Cookie, "secureintake-staff");
        session.ExpireTimeSpan = SessionLength;
        session.SlidingExpiration = false;
        session.Events.EndByLockdown();
        session.Events.OnRedirectToLogin = redirect => AnswerAsync(redirect, Refusal.SignInNeeded, "/sign-in");
        session.Events.OnRedirectToAccessDenied = redirect => AnswerAsync(redirect, Refusal.AccessDenied, page: null);
    }

    // Pages lead to the sign-in page; scripts get a code. The address that was wanted is not put into the sign-in address: addresses of cases
    // have no place in another page's history.
    private static Task AnswerAsync<TOptions>(
        Microsoft.AspNetCore.Authentication.RedirectContext<TOptions> redirect, Refusal refusal, string? page)
        where TOptions : Microsoft.AspNetCore.Authentication.AuthenticationSchemeOptions
    {
        if (page is not null && redirect.Request.WantsPage())
            redirect.Response.Redirect(page);
        else if (redirect.Request.WantsPage())
            redirect.Response.StatusCode = refusal.Status;
        else
            return refusal.ExecuteAsync(redirect.HttpContext);
        return Task.CompletedTask;
    }

    private static void Strict(CookieBuilder cookie, string name)
    {
        cookie.Name = name;
        cookie.HttpOnly = true;
        cookie.SameSite = SameSiteMode.Strict;
        // An onion service is reached by http and is encrypted below; elsewhere the proxy speaks https and says so.
        cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
    }

    private static DirectoryInfo PrivateFolder(string path) => OperatingSystem.IsWindows()
        ? Directory.CreateDirectory(path)
        : Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
}
