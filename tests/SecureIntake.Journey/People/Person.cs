using Microsoft.Playwright;

namespace SecureIntake.Journey.People;

/// <summary>Someone at a browser: a context and a page of their own, and everything the page complained about.</summary>
public abstract class Person : IAsyncDisposable
{
    private readonly List<string> _complaints = [];

    protected Person(IBrowserContext context, IPage page)
    {
        (Context, Page) = (context, page);
        page.PageError += (_, error) => Complain(error);
        page.Console += (_, message) =>
        {
            if (message.Type == "error")
                Complain(message.Text);
        };
    }

    public IPage Page { get; }

    /// <summary>Script errors and console errors so far, a Content-Security-Policy violation among them.</summary>
    public IReadOnlyList<string> Complaints
    {
        get
        {
            lock (_complaints)
                return [.. _complaints];
        }
    }

    protected IBrowserContext Context { get; }

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return new ValueTask(Context.CloseAsync());
    }

    /// <summary>A page as a person on a phone or at a desk sees it.</summary>
    protected static async Task<(IBrowserContext Context, IPage Page)> SitDownAsync(IBrowser browser, int width, int height)
    {
        var context = await browser.NewContextAsync(new BrowserNewContextOptions
        {
            ViewportSize = new ViewportSize { Width = width, Height = height },
            Locale = "en-GB",
        });
        context.SetDefaultTimeout(20_000);
        return (context, await context.NewPageAsync());
    }

    private void Complain(string text)
    {
        lock (_complaints)
            _complaints.Add(text);
    }
}
