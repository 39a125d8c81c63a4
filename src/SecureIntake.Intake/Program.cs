using SecureIntake.Intake;

var builder = WebApplication.CreateBuilder(args);
builder.AddIntake();
var app = builder.Build();
app.UseIntake();
await app.RunAsync();
