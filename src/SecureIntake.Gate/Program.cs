using SecureIntake.Gate;

if (Shredding.IsAsked(args))
    return Shredding.Run(args);
var builder = WebApplication.CreateBuilder(args);
builder.AddGate();
var app = builder.Build();
app.UseGate();
await app.RunAsync();
return 0;
