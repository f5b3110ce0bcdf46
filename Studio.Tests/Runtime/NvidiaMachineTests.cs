using Studio.Engine.Runtime;
using Studio.Tests.Support;

namespace Studio.Tests.Runtime;

public sealed class NvidiaMachineTests : IDisposable
{
    private readonly TemporaryFolder _root = new();

    public void Dispose() => _root.Dispose();

    [Fact]
    public void OnLinux_NoCard_IsNull()
    {
        Device("0000:00:01.0", "0x1002", "0x030000");
        Device("0000:00:02.0", "0x10de", "0x040300"); // the sound part of a card is no card
        Assert.Null(NvidiaMachine.OnLinux(_root.Path, _ => false));
    }

    [Fact]
    public void OnLinux_NoSystemFolders_IsNull() => Assert.Null(NvidiaMachine.OnLinux(_root.Path, _ => true));

    [Theory]
    [InlineData("debian", "12", "debian12")]
    [InlineData("ubuntu", "24.04", "ubuntu2404")]
    public void OnLinux_BareMachineWithACard_NamesEverythingAndTheCommands(string id, string version, string source)
    {
        Device("0000:01:00.0", "0x10de", "0x030200");
        Write("etc/os-release", $"NAME=\"Some Linux\"\nID={id}\nVERSION_ID=\"{version}\"\n");

        var machine = NvidiaMachine.OnLinux(_root.Path, _ => false)!;

        Assert.Null(machine.Driver);
        Assert.Equal(
            ["libcuda.so.1", "libcudart.so.13", "libcublas.so.13", "libcublasLt.so.13", "libcurand.so.10", "libcudnn.so.9"],
            machine.Missing.Select(missing => missing.Split(' ')[0]));
        Assert.Contains($"source for {source},", machine.Commands[0], StringComparison.Ordinal);
        Assert.Equal(
            "sudo apt-get update && sudo apt-get install cuda-drivers cuda-cudart-13-0 libcublas-13-0 libcurand-13-0 libcudnn9-cuda-13",
            machine.Commands[1]);
    }

    [Fact]
    public void OnLinux_DriverAndAllButCudnn_NamesCudnnOnly()
    {
        Driver("NVRM version: NVIDIA UNIX Open Kernel Module for x86_64  580.65.06  Release Build  (root@host)  Sun Jul 27 2026\nGCC version: 13.2.0\n");
        Write("etc/os-release", "ID=debian\nVERSION_ID=\"12\"\n");

        var machine = NvidiaMachine.OnLinux(_root.Path, file => !file.StartsWith("libcudnn", StringComparison.Ordinal))!;

        Assert.Equal("580.65.06", machine.Driver);
        Assert.Equal(["libcudnn.so.9 (cuDNN 9 for CUDA 13)"], machine.Missing);
        Assert.EndsWith("apt-get install libcudnn9-cuda-13", machine.Commands[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void OnLinux_OldDriver_IsToBeReplacedFirst()
    {
        Driver("NVRM version: NVIDIA UNIX x86_64 Kernel Module  575.57.08  Sat May 24 07:25:42 UTC 2026\n");

        var machine = NvidiaMachine.OnLinux(_root.Path, _ => true)!;

        Assert.Equal(["a driver of 580 or newer (it is 575.57.08)"], machine.Missing);
        Assert.EndsWith("apt-get install cuda-drivers", machine.Commands[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void OnLinux_Complete_NeedsNothing()
    {
        Driver("NVRM version: NVIDIA UNIX x86_64 Kernel Module  600.10  Sat May 24 07:25:42 UTC 2026\n");

        var machine = NvidiaMachine.OnLinux(_root.Path, _ => true)!;

        Assert.Empty(machine.Missing);
        Assert.Empty(machine.Commands);
    }

    [Fact]
    public void Commands_AnotherLinux_NamesThePackagesOnly()
    {
        var commands = NvidiaMachine.CommandsFor("ID=fedora\nVERSION_ID=42\n", ["libcudnn9-cuda-13"]);
        Assert.DoesNotContain("apt-get", commands[^1], StringComparison.Ordinal);
        Assert.Contains("libcudnn9-cuda-13", commands[^1], StringComparison.Ordinal);
    }

    private void Driver(string text) => Write("proc/driver/nvidia/version", text);

    private void Device(string address, string vendor, string kind)
    {
        Write($"sys/bus/pci/devices/{address}/vendor", vendor + "\n");
        Write($"sys/bus/pci/devices/{address}/class", kind + "\n");
    }

    private void Write(string file, string text)
    {
        var path = Path.Join(_root.Path, file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }
}
