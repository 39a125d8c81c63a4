using SecureIntake.Demo;

return args switch
{
    ["run", .. var rest] => await DemoRun.PlayAsync(rest),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("usage: demo run [FILE…] [--keep FOLDER]");
    return 2;
}
