using SecureIntake.Journey.Machinery;
using SecureIntake.Journey.People;

namespace SecureIntake.Journey;

/// <summary>The people of an organisation after the root ceremony, ready to receive a testimony: everyone enrolled with keys of their own.</summary>
public sealed class Office : IAsyncDisposable
{
    private readonly List<Colleague> _people;

    private Office(Colleague administrator, Colleague lead, Colleague deputy, Colleague verifier, Colleague auditor)
    {
        (Administrator, Lead, Deputy, Verifier, Auditor) = (administrator, lead, deputy, verifier, auditor);
        _people = [administrator, lead, deputy, verifier, auditor];
    }

    public Colleague Administrator { get; }

    public Colleague Lead { get; }

    public Colleague Deputy { get; }

    public Colleague Verifier { get; }

    public Colleague Auditor { get; }

    public IReadOnlyList<Colleague> People => _people;

    /// <summary>
    /// Enrols five people, makes three custodians' keys, holds the root ceremony with the command line tool, and prepares the desk keys with
    /// both leads' signatures.
    /// </summary>
    public static async Task<Office> OpenAsync(Layout layout, Installation installation, Chromium chromium, CancellationToken cancel, Enrol? enrol = null)
    {
        enrol ??= Colleague.EnrolAsync;
        string portal = installation.PortalUrl;
        string firstLink = await LinkOfFirstAdministratorAsync(installation, cancel);
        var administrator = await enrol(chromium, portal, firstLink, "archivist");
        var invited = new List<Task<Colleague>>();
        foreach (var (pseudonym, role) in new[] { ("juniper", "lead"), ("saxaul", "lead"), ("tamarisk", "verifier"), ("poplar", "auditor") })
        {
            string link = await administrator.InviteAsync(pseudonym, role);
            invited.Add(enrol(chromium, portal, link, pseudonym));
        }

        var people = await Task.WhenAll(invited);
        await HoldCeremonyAsync(layout, installation, administrator, cancel);
        await people[0].PrepareDeskKeysAsync();
        await people[1].CountersignDeskKeysAsync();
        return new Office(administrator, people[0], people[1], people[2], people[3]);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var colleague in _people)
            await colleague.DisposeAsync();
    }

    private static async Task<string> LinkOfFirstAdministratorAsync(Installation installation, CancellationToken cancel)
    {
        string file = Path.Combine(installation.Data, "enrol-administrator.txt");
        while (!File.Exists(file))
            await Task.Delay(50, cancel);
        return (await File.ReadAllTextAsync(file, cancel)).Trim();
    }

    private static async Task HoldCeremonyAsync(Layout layout, Installation installation, Colleague administrator, CancellationToken cancel)
    {
        string keys = installation.Keys;
        var signing = new List<string>
        {
            "root", "sign",
            "--root", Path.Combine(installation.Folder, "root", "root.json"),
            "--key", Path.Combine(installation.Folder, "root", "root-1.key"),
            "--witnesses", installation.WitnessPolicyFile,
        };
        await Task.WhenAll(Enumerable.Range(1, 3).Select(number =>
        {
            string key = Path.Combine(keys, $"custodian-{number}.key");
            signing.AddRange(["--custodian", $"{key}.pub"]);
            return Commands.SecureIntakeAsync(layout, cancel, 0, "custodian", "keygen", "--number", $"{number}", "--out", key);
        }));

        string request = Path.Combine(installation.Folder, "request.json");
        string publication = Path.Combine(installation.Folder, "publication.json");
        // The worker introduces its bench soon after its first start; the root signs it with the members.
        do
        {
            await administrator.DownloadRequestAsync(request);
        }
        while (!(await File.ReadAllTextAsync(request, cancel)).Contains("\"bench\"", StringComparison.Ordinal));
        await Commands.SecureIntakeAsync(layout, cancel, 0, [.. signing, "--request", request, "--out", publication]);
        await administrator.PublishAsync(publication);
    }
}

/// <summary>A way to become a member by an enrolment link.</summary>
public delegate Task<Colleague> Enrol(Chromium chromium, string portal, string link, string pseudonym);
