// PDF files in, the rules they break out: one line a file and profile, as JSON.
import java.io.FileInputStream;
import java.io.InputStream;
import java.util.TreeMap;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.PDFAValidator;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;
import org.verapdf.pdfa.validation.profiles.Profiles;
import org.verapdf.pdfa.validation.profiles.ValidationProfile;

public final class Validate {
    private static final String PROFILES = "/org/verapdf/pdfa/validation/";

    public static void main(String[] files) throws Exception {
        VeraGreenfieldFoundryProvider.initialise();
        for (String name : new String[] {"PDFA-3A", "PDFUA-1"}) {
            try (InputStream in = Validate.class.getResourceAsStream(PROFILES + name + ".xml")) {
                ValidationProfile profile = Profiles.profileFromXml(in);
                for (String file : files) {
                    System.out.println(line(name, file, profile));
                }
            }
        }
    }

    private static String line(String name, String file, ValidationProfile profile) throws Exception {
        TreeMap<String, Integer> broken = new TreeMap<>();
        try (InputStream in = new FileInputStream(file);
                PDFAParser parser = Foundries.defaultInstance().createParser(in, profile.getPDFAFlavour());
                PDFAValidator validator = Foundries.defaultInstance().createValidator(profile, false)) {
            ValidationResult result = validator.validate(parser);
            for (TestAssertion assertion : result.getTestAssertions()) {
                if (assertion.getStatus() == TestAssertion.Status.FAILED) {
                    broken.merge(assertion.getRuleId().getClause() + "-" + assertion.getRuleId().getTestNumber(), 1, Integer::sum);
                }
            }
            StringBuilder rules = new StringBuilder();
            broken.forEach((rule, count) -> rules.append(rules.length() == 0 ? "" : ",").append('"').append(rule).append("\":").append(count));
            return "{\"profile\":\"" + name + "\",\"file\":\"" + file.replace("\\", "\\\\").replace("\"", "\\\"")
                    + "\",\"rules\":" + profile.getRules().size()
                    + ",\"checks\":" + result.getTotalAssertions()
                    + ",\"compliant\":" + result.isCompliant() + ",\"broken\":{" + rules + "}}";
        }
    }
}
