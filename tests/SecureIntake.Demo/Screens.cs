using SecureIntake.Journey;

namespace SecureIntake.Demo;

/// <summary>What everyone had on the screen when a stop failed: half of the explanation.</summary>
internal static class Screens
{
    public static async Task SaveAsync(Story story)
    {
        string folder = Directory.CreateTempSubdirectory("secureintake-screens-").FullName;
        var people = story.Office.People.Cast<Journey.People.Person>().ToList();
        if (story.Source is not null)
            people.Add(story.Source);
        foreach (var (person, number) in people.Select((person, number) => (person, number)))
            await person.Page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"{number}.png"), FullPage = true });
        Console.Error.WriteLine($"screens: {folder}");
    }
}
