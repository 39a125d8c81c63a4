using SecureIntake.Portal.Access;

namespace SecureIntake.Portal.Frame;

/// <summary>The frame of all pages: layout, home, errors, assets.</summary>
internal static class FrameRoutes
{
    /// <summary>Adds Razor Pages. Pages stand in the folder of their feature, with their route written in them.</summary>
    public static void AddFrame(this IServiceCollection services)
    {
        services.AddSingleton<Assets>();
        services.AddScoped<HomeTasks>();
        services.AddRazorPages(pages => pages.RootDirectory = "/");
        services.Configure<RouteOptions>(routes => routes.LowercaseUrls = true);
    }

    /// <summary>Maps all pages; what is not there is said to everyone alike.</summary>
    public static void MapFrame(this WebApplication app)
    {
        app.MapRazorPages();
        app.MapFallback("{**path}", context => context.Request.WantsPage() ? NoPage(context) : Refusal.NotFound.ExecuteAsync(context)).Anonymous();
    }

    private static Task NoPage(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    }
}
