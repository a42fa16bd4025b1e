package dev.holdfast.observe.metrics;

import java.lang.management.ManagementFactory;
import javax.management.JMException;
import javax.management.ObjectName;

/// The descriptors of this process, as the platform's own bean tells them; not a number where it does not.
final class OpenFiles {
    private OpenFiles() {}

    static double open() {
        return ask("OpenFileDescriptorCount");
    }

    static double limit() {
        return ask("MaxFileDescriptorCount");
    }

    private static double ask(String attribute) {
        try {
            Object value = ManagementFactory.getPlatformMBeanServer()
                    .getAttribute(new ObjectName("java.lang:type=OperatingSystem"), attribute);
            return value instanceof Number number ? number.doubleValue() : Double.NaN;
        } catch (JMException notToldHere) {
            return Double.NaN;
        }
    }
}
