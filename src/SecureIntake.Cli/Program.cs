using SecureIntake.Cli;

return CommandLine.Run(args);
