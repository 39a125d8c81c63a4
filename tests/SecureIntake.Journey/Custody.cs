using SecureIntake.Journey.Machinery;
using SecureIntake.Journey.People;

namespace SecureIntake.Journey;

/// <summary>
/// Who the source is, which no stop of a tip needs: the lead asks through the log, the gate lets a while pass, custodians answer on machines of their own, and
/// the lead's browser opens the source.
/// </summary>
public static class Custody
{
    /// <summary>Plays it, in the case that the lead took.</summary>
    /// <returns>The page's text of who the source is.</returns>
    public static async Task<string> OpenSourceAsync(Story story, IReadOnlyList<int> custodians, CancellationToken cancel)
    {
        var (lead, installation) = (story.Office.Lead, story.Installation);
        await lead.GoToCaseAsync("own");
        await lead.AskCustodiansAsync();
        string request = Path.Combine(installation.Folder, "custody-request.json");
        await lead.SaveCustodyRequestAsync(request);
        var answers = new List<string>();
        foreach (int number in custodians)
        {
            string answer = Path.Combine(installation.Folder, $"answer-{number}.age");
            await Commands.SecureIntakeAsync(
                story.Layout, cancel, 0, "custodian", "approve", request, "--root", installation.RootFingerprint,
                "--key", Path.Combine(installation.Keys, $"custodian-{number}.key"), "--out", answer, "--yes");
            answers.Add(answer);
        }

        await lead.OpenAccountAsync();
        return await lead.OpenSourceAsync(answers);
    }
}
