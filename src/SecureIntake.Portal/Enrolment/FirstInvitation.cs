using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using SecureIntake.Audit.Log;
using SecureIntake.Cases.Storage;
using SecureIntake.Portal.Staff;

namespace SecureIntake.Portal.Enrolment;

/// <summary>
/// Invites the first administrator when there is no member at all. The link goes to a file that only this process's user reads, and to
/// standard output: whoever can read either runs the machine anyway.
/// </summary>
internal sealed class FirstInvitation(
    IServiceScopeFactory scopes, PortalAddress address, AdministratorLink link, IHostApplicationLifetime lifetime) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await StartedAsync(stoppingToken);
        await using var scope = scopes.CreateAsyncScope();
        var staff = scope.ServiceProvider.GetRequiredService<StaffContext>();
        if (await staff.Members.AnyAsync(stoppingToken))
            return;
        // A restart shows the same link as long as it is good.
        string? token = link.ReadToken();
        if (await scope.ServiceProvider.GetRequiredService<Invitations>().FindAsync(token, stoppingToken) is null)
        {
            var (invited, refusal) = await scope.ServiceProvider.GetRequiredService<Inviting>()
                .InviteAsync(pseudonym: null, new HashSet<Role> { Role.Administrator }, inviter: null, stoppingToken);
            token = invited?.Text ?? throw new InvalidOperationException(refusal!.Code);
        }

        string url = address.Of("/enrol#" + token).AbsoluteUri;
        link.Write(url);
        await Console.Out.WriteLineAsync("enrol: " + url);
    }

    // The port is known when the server listens.
    private async Task StartedAsync(CancellationToken cancel)
    {
        var started = new TaskCompletionSource();
        await using var whenStarted = lifetime.ApplicationStarted.Register(() => started.TrySetResult());
        await started.Task.WaitAsync(cancel);
    }
}

/// <summary>The file <c>enrol-administrator.txt</c> in the storage folder. It goes as soon as anyone has enrolled.</summary>
internal sealed class AdministratorLink(IOptions<StorageOptions> storage)
{
    private string Path => System.IO.Path.Combine(storage.Value.Folder, "enrol-administrator.txt");

    /// <summary>The token of the link in the file.</summary>
    public string? ReadToken() => File.Exists(Path) ? File.ReadAllText(Path).Trim().Split('#')[^1] : null;

    public void Write(string url) => Durable.ReplaceOwnerOnly(Path, System.Text.Encoding.ASCII.GetBytes(url + "\n"));

    public void Delete() => File.Delete(Path);
}
