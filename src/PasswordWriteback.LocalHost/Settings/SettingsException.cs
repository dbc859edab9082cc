namespace PasswordWriteback.LocalHost.Settings;

/// <summary>The host does not start with these settings; the message says which and why, without their secrets.</summary>
/// <param name="message">What is wrong, and what to do.</param>
/// <param name="inner">What it was found by.</param>
public sealed class SettingsException(string message, Exception? inner = null) : Exception(message, inner);
